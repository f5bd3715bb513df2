/** Name of the attachment that carries a scenario's records from a worker to the reporter; it survives blob reports. */
export const attachmentName = 'cors-conformance';
/** Type of the annotation that carries a test's planned case ids; Playwright shows no annotation that starts with `_`. */
export const planAnnotation = '_cors-conformance-plan';
