import type { Attachment } from 'svelte/attachments'
import uPlot from 'uplot'
import { runtimeError } from '#src/vocabulary/index.ts'
import { measureOf, xAxisOf } from '#src/figures/measure.ts'
import { plotOptions } from './plot-options.ts'
import { pointerGestures } from './pointer.ts'
import type { Gestures, PlotArea, Scene } from './scene.ts'

/**
 * The one place where uPlot lives: create, draw, destroy. uPlot gives axes, cursor and selection; what is drawn
 * between them is ours, since every curve has its own steps. A chart that cannot be made says so through `failed`.
 */
export function chart(
  frame: () => PlotArea,
  scene: () => Scene | null,
  cursor: () => number | null,
  gestures: Gestures,
  failed: (why: unknown) => void,
): Attachment<HTMLElement> {
  return (node) => {
    const fixed = frame()
    const axis = xAxisOf(fixed)
    let shown: Scene | null = null
    let plot: uPlot
    try {
      // uPlot itself finds out too late, in a microtask where nobody can catch it.
      if (document.createElement('canvas').getContext('2d') === null)
        throw runtimeError('This browser gives no 2D canvas')
      plot = new uPlot(
        plotOptions(node, fixed, () => shown, gestures, failed),
        [[0, 1]],
        node,
      )
    } catch (error) {
      failed(error)
      return
    }
    const redraw = () => plot.redraw(false, true)
    $effect(() => {
      const next = scene()
      // Before there is anything to show, axes that count from 0 to 1 would say what is not so.
      plot.root.style.visibility = (next ?? shown) === null ? 'hidden' : 'visible'
      if (next === null) return
      shown = next
      redraw()
    })
    $effect(() => {
      const x = cursor()
      const share = x === null || shown === null ? -1 : measureOf(shown.x, axis).shareFromValue(x)
      const left = share >= 0 && share <= 1 ? share * plot.over.clientWidth : -10
      plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false)
    })
    const resized = new ResizeObserver(() => {
      if (node.clientWidth > 0 && node.clientWidth !== plot.width)
        plot.setSize({ width: node.clientWidth, height: fixed.height })
    })
    resized.observe(node)
    void document.fonts?.ready.then(redraw)
    const released = pointerGestures(plot, axis, () => shown, gestures)
    return () => {
      released()
      resized.disconnect()
      plot.destroy()
    }
  }
}
