import type { TargetState } from '../../reports/record.ts';

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

let states: readonly TargetState[] = [];

/** Says how the targets were after the run. The host does so when it ends. */
export function announceTargets(found: readonly TargetState[]): void {
  states = found;
}

/** Says how the targets of this process's run were. */
export function targetStates(): readonly TargetState[] {
  return states;
}
