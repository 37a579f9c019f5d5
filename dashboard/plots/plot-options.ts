import type uPlot from 'uplot'
import { axesFor } from './axes.ts'
import { isWithin, NAMES_HEIGHT } from './draw-marks.ts'
import { measureOf, xAxisOf, yAxisOf } from '#src/figures/measure.ts'
import { paintScene } from './paint-scene.ts'
import type { Gestures, PlotArea, Scene } from './scene.ts'

const TOP = 8
const RIGHT = 18
/** Every scale of uPlot: what it is told are shares of an axis (`measure.ts`). */
const SHARES = { auto: false, range: (): [number, number] => [0, 1] }

/** What uPlot is told of a chart: sizes, scales, axes, and what becomes of the pointer. `failed` hears of what throws while it draws. */
export function plotOptions(
  node: HTMLElement,
  frame: PlotArea,
  shown: () => Scene | null,
  gestures: Gestures,
  failed: (why: unknown) => void,
): uPlot.Options {
  const { axes, rightOf } = axesFor(frame, shown)
  return {
    width: Math.max(120, node.clientWidth),
    height: frame.height,
    padding: [() => TOP + (hasMarks(shown()) ? NAMES_HEIGHT : 0), () => Math.max(RIGHT, rightOf() + 2), 0, 0],
    legend: { show: false },
    series: [{}],
    scales: {
      x: { ...SHARES, time: false },
      y: { ...SHARES, dir: frame.flippedY ? -1 : 1 },
    },
    axes,
    cursor: {
      y: false,
      points: { show: false },
      // What the pointer drags is ours (pointer.ts): uPlot's own drag forgets where it was once it leaves the plot.
      // It would take every click for the end of a drag of its own, and keep it from who picks a place.
      drag: { x: false, y: false, setScale: false, click: () => {} },
      bind: {
        mousedown: () => () => null,
        // Double click resets the page's zoom, not one chart's.
        dblclick: () => () => {
          gestures.reset()
          return null
        },
      },
    },
    hooks: {
      // A redraw fires this too; only the chart under the pointer says where the cursor is.
      setCursor: [(self) => self.over.matches(':hover') && gestures.cursor(...cursorOf(self, frame, shown()))],
      draw: [
        (self) => {
          // uPlot draws in a microtask, where what is thrown ends it for good.
          try {
            paintScene(self, frame, shown())
          } catch (error) {
            failed(error)
          }
        },
      ],
    },
  }
}

/** Where the pointer is in the units of both axes; null beside the plot. */
function cursorOf(plot: uPlot, frame: PlotArea, scene: Scene | null): [x: number | null, y: number | null] {
  const { left = -1, top = -1 } = plot.cursor
  const { clientWidth, clientHeight } = plot.over
  if (scene === null || left < 0 || left > clientWidth) return [null, null]
  const [from, to] = scene.y
  const x = measureOf(scene.x, xAxisOf(frame)).valueFromShare(left / clientWidth)
  const down = top / clientHeight
  return [x, measureOf({ from, to }, yAxisOf(frame)).valueFromShare(frame.flippedY ? down : 1 - down)]
}

/** Whether names stand above the plot. */
function hasMarks(scene: Scene | null): boolean {
  return scene !== null && scene.marks.some((mark) => isWithin(mark, scene.x))
}
