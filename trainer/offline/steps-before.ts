import type { Probe } from '#probes/define.ts'
import type { Tensor } from '#trainer/formats/index.ts'
import type { Given, Source } from './given.ts'
import { isOurs } from './naming.ts'

/** What a whole checkpoint of ours remembers of the steps before, each flat and in a folder of its own. */
type Folder = 'before' | 'two-before' | 'previous-gradients'

/** The same of a snapshot of a foreign training. */
const PARTS = { before: 'before', 'two-before': 'twoBefore', 'previous-gradients': 'previousGradients' } as const

/**
 * What an earlier step left: the file of --with in that place, else what a checkpoint of ours remembers of it, in the
 * shapes of its weights. Null where there is neither. A probe that remembers asks for more steps than a checkpoint has.
 */
export function stepBefore(given: Given, place: 0 | 1, folder: Folder, { memory }: Probe): Source | null {
  const { input, others } = given
  const kept = input.snapshot?.[PARTS[folder]] ?? null
  if (kept !== null) return kept
  if (others.length > 0) return others[place] ?? null
  return memory === undefined ? rememberedIn(input, folder) : null
}

function rememberedIn({ name: file, tensors }: Source, folder: Folder): Source | null {
  const names = Object.keys(tensors)
  const own = names.filter((name) => name.startsWith(`${folder}/`))
  if (own.length === 0 || !isOurs(names)) return null
  const shaped = own.map((name): [string, Tensor] => {
    const plain = name.slice(folder.length + 1)
    const flat = tensors[name] as Tensor
    const shape = tensors[plain]?.shape ?? flat.shape
    return [
      plain,
      Object.defineProperties({} as Tensor, {
        ...Object.getOwnPropertyDescriptors(flat),
        shape: { value: shape, enumerable: true },
      }),
    ]
  })
  return { name: `${folder} of ${file}`, tensors: Object.fromEntries(shaped) }
}
