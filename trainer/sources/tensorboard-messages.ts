import type { Descriptor } from './protobuf.ts'

/** What of TensorBoard's messages is numbers, or says what they are (tensorflow/core/util/event.proto, framework/summary.proto, tensor.proto). */

export interface Event {
  /** Seconds since the epoch. */
  readonly wallTime?: number
  readonly step?: number
  readonly summary?: { readonly values?: readonly SummaryValue[] }
}

export interface SummaryValue {
  readonly tag?: string
  readonly simpleValue?: number
  readonly histogram?: Histogram
  readonly tensor?: TensorMessage
  readonly metadata?: { readonly plugin?: { readonly name?: string; readonly content?: Uint8Array } }
  /** Of these only that they are there. */
  readonly image?: object
  readonly audio?: object
}

/** Bucket i ends at `limits[i]`, where the next one begins. */
export interface Histogram {
  readonly min?: number
  readonly max?: number
  readonly limits?: readonly number[]
  readonly counts?: readonly number[]
}

export interface TensorMessage {
  readonly type?: number
  readonly shape?: { readonly dims?: readonly { readonly size?: number }[] }
  readonly content?: Uint8Array
  readonly floats?: readonly number[]
  readonly doubles?: readonly number[]
  readonly ints?: readonly number[]
  readonly longs?: readonly number[]
  readonly bools?: readonly boolean[]
  readonly halves?: readonly number[]
}

const TENSOR: Descriptor = {
  1: { name: 'type', kind: 'int' },
  2: { name: 'shape', kind: { 2: { name: 'dims', kind: { 1: { name: 'size', kind: 'int' } }, many: true } } },
  4: { name: 'content', kind: 'bytes' },
  5: { name: 'floats', kind: 'float', many: true },
  6: { name: 'doubles', kind: 'double', many: true },
  7: { name: 'ints', kind: 'int', many: true },
  10: { name: 'longs', kind: 'int', many: true },
  11: { name: 'bools', kind: 'bool', many: true },
  13: { name: 'halves', kind: 'int', many: true },
}

const HISTOGRAM: Descriptor = {
  1: { name: 'min', kind: 'double' },
  2: { name: 'max', kind: 'double' },
  6: { name: 'limits', kind: 'double', many: true },
  7: { name: 'counts', kind: 'double', many: true },
}

const PLUGIN: Descriptor = { 1: { name: 'name', kind: 'string' }, 2: { name: 'content', kind: 'bytes' } }

const VALUE: Descriptor = {
  1: { name: 'tag', kind: 'string' },
  2: { name: 'simpleValue', kind: 'float' },
  4: { name: 'image', kind: {} },
  5: { name: 'histogram', kind: HISTOGRAM },
  6: { name: 'audio', kind: {} },
  8: { name: 'tensor', kind: TENSOR },
  9: { name: 'metadata', kind: { 1: { name: 'plugin', kind: PLUGIN } } },
}

export const EVENT: Descriptor = {
  1: { name: 'wallTime', kind: 'double' },
  2: { name: 'step', kind: 'int' },
  5: { name: 'summary', kind: { 1: { name: 'values', kind: VALUE, many: true } } },
}

/** What the plugin `hparams` keeps in its metadata (tensorboard/plugins/hparams/plugin_data.proto). */
export interface HparamsData {
  readonly start?: {
    readonly hparams?: ReadonlyMap<string, HparamValue | undefined>
    readonly group?: string
    /** Seconds since the epoch. */
    readonly at?: number
  }
  readonly end?: { readonly status?: number; readonly at?: number }
}

export interface HparamValue {
  readonly number?: number
  readonly text?: string
  readonly bool?: boolean
}

const HPARAM: Descriptor = {
  2: { name: 'number', kind: 'double' },
  3: { name: 'text', kind: 'string' },
  4: { name: 'bool', kind: 'bool' },
}

export const HPARAMS: Descriptor = {
  3: {
    name: 'start',
    kind: {
      1: {
        name: 'hparams',
        kind: { 1: { name: 'key', kind: 'string' }, 2: { name: 'value', kind: HPARAM } },
        map: true,
      },
      4: { name: 'group', kind: 'string' },
      5: { name: 'at', kind: 'double' },
    },
  },
  4: { name: 'end', kind: { 1: { name: 'status', kind: 'int' }, 2: { name: 'at', kind: 'double' } } },
}

/** How a session ended, in `HparamsData.end.status`. */
export const STATUS = { success: 1, failure: 2 } as const
