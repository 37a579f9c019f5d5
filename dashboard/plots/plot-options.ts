import type uPlot from 'uplot'
import { axesFor, scaleFor } from './axes.ts'
import { stepAxis } from './axis.ts'
import type { Axis } from './gestures.ts'
import { paintScene } from './paint-scene.ts'
import type { Gestures, PlotArea, Scene } from './scene.ts'

const LINEAR: Axis = { forward: (x) => x, backward: (x) => x }

export function xAxisOf({ logX }: PlotArea): Axis {
  return logX ? stepAxis : LINEAR
}

/** What uPlot is told of a chart: sizes, scales, axes, and what becomes of the pointer. */
export function plotOptions(
  node: HTMLElement,
  frame: PlotArea,
  shown: () => Scene | null,
  gestures: Gestures,
): uPlot.Options {
  return {
    width: Math.max(120, node.clientWidth),
    height: frame.height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    series: [{}],
    scales: {
      x: { ...scaleFor(xAxisOf(frame)), time: false, range: () => rangeOf(shown()) },
      y: {
        ...scaleFor(
          frame.logY ? { forward: (y) => Math.log10(Math.max(y, Number.MIN_VALUE)), backward: (p) => 10 ** p } : LINEAR,
        ),
        dir: frame.flippedY ? -1 : 1,
        range: () => [...(shown()?.y ?? [0.1, 1])] as [number, number],
      },
    },
    axes: axesFor(frame),
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: {
        // Shift or alt begins a pan, which is not uPlot's; double click resets the page's zoom, not one chart's.
        mousedown: (_self, _target, handler) => (event) => (event.shiftKey || event.altKey ? null : handler(event)),
        dblclick: () => () => {
          gestures.reset()
          return null
        },
      },
    },
    hooks: {
      // A redraw fires this too; only the chart under the pointer says where the cursor is.
      setCursor: [(self) => self.over.matches(':hover') && gestures.cursor(...cursorOf(self))],
      setSelect: [(self) => selected(self, gestures)],
      draw: [(self) => paintScene(self, shown())],
    },
  }
}

function rangeOf(scene: Scene | null): [number, number] {
  return scene === null ? [0, 1] : [scene.x.from, scene.x.to]
}

function cursorOf(plot: uPlot): [x: number | null, y: number | null] {
  const { left = -1, top = -1 } = plot.cursor
  return left < 0 ? [null, null] : [plot.posToVal(left, 'x'), plot.posToVal(top, 'y')]
}

function selected(plot: uPlot, gestures: Gestures): void {
  const { left, width } = plot.select
  if (width < 4) return
  gestures.zoom({ from: Math.max(0, plot.posToVal(left, 'x')), to: plot.posToVal(left + width, 'x') })
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}
