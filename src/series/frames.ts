/** Frames of one series: the frame at `steps[i]` is the next `lengths[i]` numbers of `values`. */
export interface Frames {
  readonly steps: Float64Array
  readonly lengths: Uint32Array
  readonly values: Float64Array
}

/** Frames one by one, without a copy. */
export interface Frame {
  readonly step: number
  readonly values: Float64Array
}

export function framesOf({ steps, lengths, values }: Frames): Frame[] {
  let at = 0
  return Array.from(steps, (step, i) => ({ step, values: values.subarray(at, (at += lengths[i]!)) }))
}

export function columnsOf(frames: readonly Frame[]): Frames {
  const values = new Float64Array(frames.reduce((sum, frame) => sum + frame.values.length, 0))
  let at = 0
  for (const frame of frames) {
    values.set(frame.values, at)
    at += frame.values.length
  }
  return {
    steps: Float64Array.from(frames, (frame) => frame.step),
    lengths: Uint32Array.from(frames, (frame) => frame.values.length),
    values,
  }
}

export function bytesOfFrame({ values }: Frame): number {
  return 12 + values.byteLength
}

/** Cut into lists of at least `bytes` each but the last: a frame is never cut. */
export function inChunks(frames: readonly Frame[], bytes: number): Frame[][] {
  const chunks: Frame[][] = []
  let chunk: Frame[] = []
  let size = 0
  for (const frame of frames) {
    chunk.push(frame)
    size += bytesOfFrame(frame)
    if (size < bytes) continue
    chunks.push(chunk)
    chunk = []
    size = 0
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks
}
