import { elementTypes } from './element-types.ts'

/**
 * What to do so that an array of this type can be read: there is nothing to measure in text, and more than one way to make
 * real numbers of complex ones, so that its owner says how. Types are called as safetensors or NumPy call them.
 */
export function toBecomeNumbers(dtype: string): string {
  return ADVICE.find(([types]) => types.test(dtype))?.[1] ?? CONVERT
}

const CONVERT = `convert it to one of ${Object.keys(elementTypes).join(', ')}`

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^C\d+$|^[<>|=]?c\d+$/, 'its numbers are complex: save the real and the imaginary part as arrays of their own'],
  [/^F[46](_|$)/, 'its numbers are packed: convert it to F32 before it is saved'],
  [/^[<>|=]?f(12|16)$/, "its numbers have more digits than float64: convert it with .astype('f8')"],
  [/^[<>|=]?[US]\d*$/, 'it holds text: encode it as numbers, such as the index of each word'],
  [
    /^[<>|=]?O/,
    'it holds Python objects, which run code when they are read: save its numbers as an array of a numeric dtype',
  ],
  [/^[<>|=]?[Mm]8/, "it holds dates or times: convert it with .astype('i8').astype('f8')"],
  [
    /^[<>|=]?V[12]$/,
    "its type was lost when it was saved, as that of bfloat16 and 8-bit floats is: save .astype('f4') of it",
  ],
  [/^\[|^[<>|=]?V/, 'its elements are records: save each field as an array of its own'],
]
