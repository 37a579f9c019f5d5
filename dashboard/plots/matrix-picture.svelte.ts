import type { Attachment } from 'svelte/attachments'
import type { FramedMatrix } from '#src/vocabulary/index.ts'
import { heatPixel, type HeatRange } from './heat.ts'

/** What is to be drawn; the theme is read so that a change of it draws again. */
interface Shown {
  readonly matrix: FramedMatrix
  readonly range: HeatRange
  readonly theme: string
}

/** The entry under the pointer. */
type Pointed = (entry: { row: number; col: number } | null) => void

/** A matrix on a canvas of one pixel an entry, stretched by the browser to a square of its box. */
export function matrixPicture(shown: () => Shown, pointed: Pointed): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    canvas.setAttribute('role', 'img')
    $effect(() => {
      const { matrix, range } = shown()
      canvas.width = matrix.cols
      canvas.height = matrix.rows
      const box = canvas.parentElement
      const side = Math.min((box?.clientWidth ?? 200) / matrix.cols, (box?.clientHeight ?? 200) / matrix.rows)
      canvas.style.width = `${matrix.cols * side}px`
      canvas.style.height = `${matrix.rows * side}px`
      const image = new ImageData(matrix.cols, matrix.rows)
      const pixels = new Uint32Array(image.data.buffer)
      matrix.data.forEach((value, i) => (pixels[i] = heatPixel(value, range)))
      canvas.getContext('2d')?.putImageData(image, 0, 0)
    })
    const move = ({ offsetX, offsetY }: PointerEvent) => {
      const { matrix } = shown()
      pointed({
        row: Math.min(matrix.rows - 1, Math.max(0, Math.floor((offsetY / canvas.clientHeight) * matrix.rows))),
        col: Math.min(matrix.cols - 1, Math.max(0, Math.floor((offsetX / canvas.clientWidth) * matrix.cols))),
      })
    }
    const leave = () => pointed(null)
    canvas.addEventListener('pointermove', move)
    canvas.addEventListener('pointerleave', leave)
    return () => {
      canvas.removeEventListener('pointermove', move)
      canvas.removeEventListener('pointerleave', leave)
    }
  }
}
