import type { InferOutput } from 'valibot'
import type {
  AggregateQuestion,
  Breakpoint,
  Cadence,
  Claim,
  ClaimOfRun,
  Command,
  DetectorCard,
  EffectQuestion,
  Envelope,
  FactorsQuestion,
  LeadQuestion,
  Label,
  NamedViewChange,
  NoteChange,
  Outcome,
  ParameterCard,
  ProbeCard,
  Query,
  Run,
  SeriesDeclaration,
  SweepDeed,
  SweepOrder,
  SweepRequest,
  Verification,
} from '#src/vocabulary/index.ts'
import type { aggregateQuestion, effectQuestion, factorsQuestion, leadQuestion } from './aggregate.ts'
import type { cadence, detectorCard, parameterCard, probeCard } from './cards.ts'
import type { claimOfRun } from './claim.ts'
import type { breakpoint, command, outcome } from './command.ts'
import type { claim } from './experiment.ts'
import type { label, noteChange } from './label.ts'
import type { namedViewChange } from './named-view.ts'
import type { queries } from './questions.ts'
import type { envelope, PackedReport, report } from './report.ts'
import type { run } from './run.ts'
import type { Same, True } from './same.ts'
import type { seriesDeclaration } from './series.ts'
import type { sweepDeed, sweepOrder, sweepRequest } from './sweep.ts'
import type { verification } from './verification.ts'

/** Each schema is its interface: a field that one has and the other lacks does not compile. */
export type Proofs = [
  True<Same<InferOutput<typeof run>, Run>>,
  True<Same<InferOutput<typeof cadence>, Cadence>>,
  True<Same<InferOutput<typeof parameterCard>, ParameterCard>>,
  True<Same<InferOutput<typeof probeCard>, ProbeCard>>,
  True<Same<InferOutput<typeof detectorCard>, DetectorCard>>,
  True<Same<InferOutput<typeof seriesDeclaration>, SeriesDeclaration>>,
  True<Same<InferOutput<typeof claim>, Claim>>,
  True<Same<InferOutput<typeof claimOfRun>, ClaimOfRun>>,
  True<Same<InferOutput<typeof breakpoint>, Breakpoint>>,
  True<Same<InferOutput<typeof label>, Label>>,
  True<Same<InferOutput<typeof noteChange>, NoteChange>>,
  True<Same<InferOutput<typeof namedViewChange>, NamedViewChange>>,
  True<Same<InferOutput<typeof command>, Command>>,
  True<Same<InferOutput<typeof outcome>, Outcome>>,
  True<Same<InferOutput<typeof report>, PackedReport>>,
  True<Same<InferOutput<typeof envelope>, Omit<Envelope, 'report'> & { report: PackedReport }>>,
  True<Same<InferOutput<typeof queries>, Query[]>>,
  True<Same<InferOutput<typeof sweepOrder>, SweepOrder>>,
  True<Same<InferOutput<typeof sweepRequest>, SweepRequest>>,
  True<Same<InferOutput<typeof sweepDeed>, SweepDeed>>,
  True<Same<InferOutput<typeof aggregateQuestion>, AggregateQuestion>>,
  True<Same<InferOutput<typeof effectQuestion>, EffectQuestion>>,
  True<Same<InferOutput<typeof factorsQuestion>, FactorsQuestion>>,
  True<Same<InferOutput<typeof leadQuestion>, LeadQuestion>>,
  True<Same<InferOutput<typeof verification>, Verification>>,
]
