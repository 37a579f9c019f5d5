/**
 * What somebody may do at a hub: `view` every run, `control` them (each Command, and removing), or `report` one as its
 * trainer.
 */
export const RIGHTS = ['view', 'control', 'report'] as const

export type Right = (typeof RIGHTS)[number]
