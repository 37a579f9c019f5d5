import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { extname, join } from 'node:path'
import { runtimeError, usageError } from '#src/vocabulary/index.ts'

export const FIGURE_FORMATS = ['svg', 'png', 'csv', 'parquet', 'html'] as const
export type FigureFormat = (typeof FIGURE_FORMATS)[number]

/** The format that the name of a file asks for. */
export function formatOf(path: string): FigureFormat {
  const format = extname(path).slice(1).toLowerCase()
  if ((FIGURE_FORMATS as readonly string[]).includes(format)) return format as FigureFormat
  throw usageError(`--output: expected a file that ends in .${FIGURE_FORMATS.join(', .')}; got '${path}'`)
}

/** Pixels a point: twice the 96 pixels an inch that a screen has. */
const PIXELS_A_POINT = (2 * 96) / 72

/** Fonts without serifs, and how their files are called: the first that is there is taken. */
const SANS = [
  ['Helvetica', /^Helvetica\b/i],
  ['Arial', /^arial\./i],
  ['Liberation Sans', /^LiberationSans-Regular/],
  ['Nimbus Sans', /^NimbusSans-Regular/],
  ['DejaVu Sans', /^DejaVuSans\./],
  ['Noto Sans', /^NotoSans-Regular/],
] as const

/** An SVG as pixels, twice as many as a screen has at its size. */
export async function pngOf(svg: string, widthPoints: number): Promise<Uint8Array> {
  const files = fontFolders().flatMap(fontsIn)
  // Without a font there would be a picture without a word on it.
  if (files.length === 0)
    throw runtimeError(
      'No font is installed here to write a PNG with: write .svg, or install one (such as fonts-dejavu)',
    )
  const { Resvg } = await import('@resvg/resvg-js')
  const sans = SANS.find(([, called]) => files.some((file) => called.test(file)))
  const font = {
    loadSystemFonts: true,
    ...(sans !== undefined && { sansSerifFamily: sans[0], defaultFontFamily: sans[0] }),
  }
  const width = Math.round(widthPoints * PIXELS_A_POINT)
  return new Resvg(svg, { fitTo: { mode: 'width', value: width }, font }).render().asPng()
}

function fontFolders(): string[] {
  const windows = process.env.WINDIR
  return [
    ...['/usr/share/fonts', '/usr/local/share/fonts', '/System/Library/Fonts', '/Library/Fonts'],
    ...[join(homedir(), '.fonts'), join(homedir(), '.local/share/fonts'), join(homedir(), 'Library/Fonts')],
    ...(windows === undefined ? [] : [join(windows, 'Fonts')]),
  ]
}

/** The names of its files, and of the folders in it. */
function fontsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => /\.(ttf|otf|ttc)$/i.test(entry.name))
    .map(({ name }) => name)
}
