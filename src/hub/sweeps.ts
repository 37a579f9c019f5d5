import type {
  FigureSoFar,
  SweepDeed,
  SweepForecast,
  SweepId,
  SweepRequest,
  SweepStatus,
} from '#src/vocabulary/index.ts'

/** What is said where nothing does. */
export const NO_SWEEPS = 'This hub makes no sweeps; phasescope serve does'

/** What makes sweeps over the data folder that a hub serves. The hub passes on what is asked, and knows no experiment. */
export interface Sweeps {
  /** The newest ones, newest first. */
  list(): Promise<readonly SweepStatus[]>
  status(id: SweepId): Promise<SweepStatus>
  /** What a sweep would be; nothing is begun. */
  forecast(request: SweepRequest): Promise<SweepForecast>
  /** The figure of an experiment that has one, of the runs that are there. */
  figure(experiment: string): Promise<FigureSoFar>
  /** Checked whole, kept, and begun by a process of its own. */
  start(request: SweepRequest): Promise<SweepStatus>
  /** Ends it, makes what is missing, or what failed too. */
  tell(id: SweepId, deed: SweepDeed): Promise<SweepStatus>
}
