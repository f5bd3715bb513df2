/** The scenarios that workers will ask for, in order, by engine; each as the ids of its cases. */
export type Plan = Readonly<Record<string, readonly (readonly string[])[]>>;

let announced: Plan | null = null;

/** Says what Playwright has selected. The reporter, which is told, does so when a run begins; null when it has ended. */
export function announcePlan(plan: Plan | null): void {
  announced = plan;
}

/** Gives the plan of the run under way in this process; null when nobody has announced any. */
export function announcedPlan(): Plan | null {
  return announced;
}
