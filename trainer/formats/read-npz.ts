import { PhasescopeError, quoted, usageError } from '#src/vocabulary/index.ts'
import { bytesInMemory, type Bytes } from './bytes.ts'
import { decodedBudget } from './decoded-budget.ts'
import { lazyTensor } from './read-npy.ts'
import { filesInZip, type ZippedFile } from './zip-content.ts'
import { tensorFrom, type Tensor } from './tensor.ts'
import { namingFile, type Naming } from './whole-file.ts'

/** Every array of an .npz archive, by its name without `.npy`; what is no array says so when it is wanted. */
export function tensorsFromNpz(archive: Buffer | Bytes, naming: Naming = (read) => read()): Record<string, Tensor> {
  const bytes = Buffer.isBuffer(archive) ? bytesInMemory(archive) : archive
  const take = decodedBudget()
  const tensors = new Map<string, Tensor>()
  for (const file of filesInZip(bytes)) {
    const name = file.name.replace(/\.npy$/, '')
    if (tensors.has(name)) throw usageError(`array ${quoted(name)} stands twice in the archive; save it once`)
    tensors.set(
      name,
      tensorOf(file, take, (read) => naming(() => namingFile(quoted(file.name), read))),
    )
  }
  return Object.fromEntries(tensors)
}

/** A file that is no array, or a damaged one, keeps nobody from reading those beside it. */
function tensorOf(file: ZippedFile, take: (bytes: number) => void, naming: Naming): Tensor {
  try {
    return lazyTensor(
      file,
      take,
      naming,
      once(() => file.content()),
    )
  } catch (error) {
    if (!(error instanceof PhasescopeError)) throw error
    const index = file.name.endsWith('.npy')
      ? ({ dtype: 'unknown', isDamaged: true } as const)
      : ({ dtype: 'no array' } as const)
    return tensorFrom({ shape: [], kind: null, ...index }, () => naming(() => raise(error)))
  }
}

/** What has been carried out without an error is not carried out again. */
function once(work: () => unknown): () => void {
  let isDone = false
  return () => {
    if (!isDone) work()
    isDone = true
  }
}

function raise(error: PhasescopeError): never {
  throw usageError(error.message)
}
