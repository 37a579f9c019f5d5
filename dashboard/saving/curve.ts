import type { FigureAxis, Layer } from '#src/figures/figure.ts'
import type { Scene } from '#dashboard/plots/scene.ts'
import type { CurveFrame } from '#dashboard/series/tables.ts'
import { savedFrame, type FrameDrawn } from './frame.ts'
import { paperColor } from './paper-color.ts'
import type { Saved } from './saved.ts'

interface Drawn {
  readonly shown: CurveFrame
  /** The first of all, pale behind it; null where that is the one that is shown. */
  readonly first: CurveFrame | null
  readonly law: CurveFrame | null
  readonly scene: Pick<Scene, 'x' | 'y'>
  readonly axes: { readonly x: string; readonly y: string; readonly logX: boolean; readonly logY: boolean }
  readonly color: string
}

/** A curve over an axis of its own. */
export function savedCurve(drawn: FrameDrawn, { shown, first, law, scene, axes, color }: Drawn): Saved {
  const ink = paperColor(color)
  const x: FigureAxis = { label: axes.x, scale: axes.logX ? 'log' : 'linear', ...scene.x }
  const y: FigureAxis = { label: axes.y, scale: axes.logY ? 'log' : 'linear', from: scene.y[0], to: scene.y[1] }
  const layers: Layer[] = [
    ...(first === null ? [] : [{ kind: 'line', ...first, color: ink, opacity: 0.4 } as const]),
    ...(law === null ? [] : [{ kind: 'line', ...law, color: paperColor('var(--ink-2)'), dash: [3, 2] } as const]),
    { kind: 'line', ...shown, color: ink },
  ]
  return savedFrame(drawn, [{ title: drawn.title, x, y, layers }])
}
