import type { FigureAxis, Layer } from '#src/figures/figure.ts'
import { densityOf } from '#dashboard/plots/draw-bins.ts'
import type { Scene } from '#dashboard/plots/scene.ts'
import type { Bin } from '#dashboard/series/tables.ts'
import { savedFrame, type FrameDrawn } from './frame.ts'
import { paperColor } from './paper-color.ts'
import { HEIGHT, WIDTH, type Saved } from './saved.ts'

interface Drawn {
  /** Those of the ridges that are drawn, the earliest first. */
  readonly ridges: readonly { readonly step: number; readonly bins: readonly Bin[] }[]
  readonly ridgeScene: Pick<Scene, 'x' | 'y'>
  readonly bins: readonly Bin[]
  readonly law: readonly Bin[] | null
  readonly binScene: Pick<Scene, 'x' | 'y'>
  readonly highest: number
  readonly axis: string
  readonly logX: boolean
  readonly color: string
}

/** Histograms over steps as ridges, and beside them the one that is looked at. */
export function savedHistogram(drawn: FrameDrawn, of: Drawn): Saved {
  const { ridges, ridgeScene, bins, law, binScene, highest, axis, logX, color } = of
  const ink = paperColor(color)
  const faint = paperColor('var(--ink-3)')
  const x: FigureAxis = { label: axis, scale: logX ? 'log' : 'linear', ...ridgeScene.x }
  const span = ridgeScene.y[1] - (ridges.at(-1)?.step ?? 0)
  const layers = ridges.toReversed().map(({ step, bins: own }): Layer => {
    const isShown = step === drawn.step
    const { x: along, y } = outlined(own, (density) => step + (density / highest) * span * 0.95)
    return { kind: 'line', x: along, y, color: isShown ? ink : faint, width: isShown ? 1.25 : 0.5 }
  })
  const now = outlined(bins, (density) => density)
  const expected = law === null ? null : outlined(law, (density) => density)
  const { y } = binScene
  return savedFrame(
    drawn,
    [
      {
        title: drawn.title,
        x,
        y: { label: 'step', scale: 'linear', from: ridgeScene.y[0], to: ridgeScene.y[1], ticks: 'steps' },
        layers,
      },
      {
        title: `at step ${drawn.step}`,
        x,
        y: { label: 'density', scale: 'linear', from: y[0], to: y[1] },
        layers: [
          { kind: 'band', x: now.x, low: now.x.map(() => 0), high: now.y, color: ink },
          { kind: 'line', ...now, color: ink },
          ...(expected === null ? [] : [{ kind: 'line', ...expected, color: '#1a1a1a', dash: [3, 2] } as const]),
        ],
      },
    ],
    { width: WIDTH * 1.4, height: HEIGHT },
  )
}

/** Along the tops of bins, from edge to edge. */
function outlined(bins: readonly Bin[], heightOf: (density: number) => number): { x: number[]; y: number[] } {
  return {
    x: bins.flatMap(({ from, to }) => [from, to]),
    y: bins.flatMap((bin) => [heightOf(densityOf(bin)), heightOf(densityOf(bin))]),
  }
}
