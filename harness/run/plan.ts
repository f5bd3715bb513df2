/** The scenarios that workers will ask for, in order, by engine; each as the ids of its cases. */
export type Plan = Readonly<Record<string, readonly (readonly string[])[]>>;

let follow: (plan: Plan | null) => void = () => undefined;

/** Says what Playwright has selected. The reporter, which is told, does so when a run begins; null when it has ended. */
export function announcePlan(plan: Plan | null): void {
  follow(plan);
}

/** Lets one listener know of the plans of this process. */
export function onPlan(listener: (plan: Plan | null) => void): void {
  follow = listener;
}
