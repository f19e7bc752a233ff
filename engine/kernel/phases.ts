/** Phases of one instant that are scheduled (section 6 of the design); within one time the smaller comes first. */
export const eventPhase = { oracle: 3, haltEnd: 5, funding: 6, pacing: 8 } as const;
