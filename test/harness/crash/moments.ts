/**
 * The moments at which others stand still because of a reconciler. It is killed there; at `stalled` it is itself stopped,
 * as in a container that is paused.
 */
export const MOMENTS = ['stopped', 'compared', 'written', 'half-resumed', 'stalled'] as const

export type Moment = (typeof MOMENTS)[number]
