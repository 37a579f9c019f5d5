import { svgOfFigure } from '#src/figures/svg.ts'
import { downloaded } from './downloaded.ts'
import type { Saved, SavedFormat } from './saved.ts'

/** Pixels a point: twice the 96 an inch that a screen has. */
const PIXELS_A_POINT = (2 * 96) / 72

/** Writes a chart to a file of the browser's. */
export async function download({ name, figure, rows }: Saved, format: SavedFormat): Promise<void> {
  if (format === 'csv') return downloaded(`${name}.csv`, 'text/csv', [[...rows(), ''].join('\n')])
  const svg = svgOfFigure(figure)
  if (format === 'svg') return downloaded(`${name}.svg`, 'image/svg+xml', [svg])
  downloaded(`${name}.png`, 'image/png', [await pngOf(svg)])
}

/** An SVG as the browser draws it, with twice the pixels that a screen has at its size. */
async function pngOf(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(Number(width) * PIXELS_A_POINT)
  canvas.height = Math.round(Number(height) * PIXELS_A_POINT)
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('This browser writes no PNG')) : resolve(blob))),
  )
}
