import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PhasescopeError } from '#src/vocabulary/index.ts'
import { isTensorFile, readTensors } from '#trainer/formats/read-tensors.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { zipOf } from './zip-file.ts'

const zip = (...names: string[]) => zipOf(names.map((name) => ({ name, content: Buffer.from('x') })))
const latin = (text: string) => Buffer.from(text.padEnd(64, '\0'), 'latin1')
/** The beginnings of files, as their own programs write them. */
const PYTORCH = zip('archive/data.pkl', 'archive/version', 'archive/data/0')
const OLD_PYTORCH = latin('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.')
const PICKLE = latin('\x80\x04\x95\x1a\0\0\0\0\0\0\0}\x94')
const HDF5 = latin('\x89HDF\r\n\x1a\n')
const MATLAB_73 = Buffer.concat([latin('MATLAB 7.3 MAT-file').subarray(0, 20), Buffer.alloc(492), HDF5])
const NUMPY = latin('\x93NUMPY\x01\0')
const SAFETENSORS = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')])

function complaint(name: string, content: Buffer | null): string {
  using folder = temporaryFolder()
  const path = join(folder.path, name)
  mkdirSync(dirname(path), { recursive: true })
  if (content !== null) writeFileSync(path, content)
  try {
    readTensors(path)
  } catch (error) {
    expect(error).toBeInstanceOf(PhasescopeError)
    expect(error).toMatchObject({ kind: 'usage' })
    return (error as Error).message.replaceAll(folder.path, '…')
  }
  return 'none'
}

describe('a file of another program', () => {
  it.each([
    ['PyTorch', 'w.pt', PYTORCH, 'a PyTorch file', 'torch.load(', 'safetensors.torch'],
    ['PyTorch, by another name', 'model.bin', PYTORCH, 'a PyTorch file', 'torch.load(', 'safetensors.torch'],
    ['PyTorch, by the name of another', 'w.npz', PYTORCH, 'a PyTorch file', 'torch.load(', 'safetensors.torch'],
    ['PyTorch before 1.6', 'w.pth', OLD_PYTORCH, 'a PyTorch file', 'weights_only=True', 'safetensors.torch'],
    ['Lightning', 'last.ckpt', PYTORCH, 'a PyTorch file', 'torch.load(', 'safetensors.torch'],
    ['TorchScript', 'w.pt', zip('m/data.pkl', 'm/constants.pkl'), 'a TorchScript file', 'torch.jit.load(', 'safetensors.torch'],
    ['pickle', 'w.pkl', PICKLE, 'a Python pickle', 'pickle.load(', 'safetensors.numpy'],
    ['HDF5', 'w.h5', HDF5, 'an HDF5 file', 'h5py.File(', 'safetensors.numpy'],
    ['HDF5, by the name of another', 'w.npy', HDF5, 'an HDF5 file', 'h5py.File(', 'safetensors.numpy'],
    ['Keras', 'w.keras', zip('model.weights.h5'), 'a Keras file', 'load_model(', 'safetensors.numpy'],
    ['MATLAB', 'w.mat', latin('MATLAB 5.0 MAT-file, Platform: GLNXA64'), 'a MATLAB file', 'loadmat(', 'safetensors.numpy'],
    ['MATLAB 7.3, which is HDF5', 'w.mat', MATLAB_73, 'an HDF5 file', 'h5py.File(', 'safetensors.numpy'],
    ['GGUF', 'w.gguf', latin('GGUF\x03'), 'a GGUF file', 'GGUFReader(', 'safetensors.numpy'],
    ['ONNX', 'w.onnx', latin('\x08\x08'), 'an ONNX file', 'onnx.load(', 'safetensors.numpy'],
    ['Flax', 'w.msgpack', latin('\x81\xa6params'), 'a MessagePack file', 'msgpack_restore(', 'safetensors.numpy'],
    ['TensorFlow', 'w.ckpt', latin('?'), 'a TensorFlow checkpoint', 'load_checkpoint(', 'safetensors.numpy'],
    ['TensorFlow, its index', 'w.ckpt.index', latin('?'), 'a TensorFlow checkpoint', "load_checkpoint('…/w.ckpt')", 'safetensors.numpy'],
    ['a table', 'w.csv', Buffer.from('1,2\n'), 'a text file of numbers', 'loadtxt(', "{'x': x}"],
    ['PyTorch that is not there', 'w.pt', null, 'a PyTorch file', 'torch.load(', 'safetensors.torch'],
  ])('%s is told by its bytes, and answered with two lines of Python', (_, name, content, what, loads, saves) => {
    const [said = '', first = '', second = '', ...more] = complaint(name, content).split('\n')
    expect(said).toMatch(/^…\/.*; save its tensors as [\w.]+\.safetensors in Python:$/)
    expect(said).toContain(what)
    expect(more).toEqual([])
    expect(`${first}${second}`).toContain(loads)
    expect(`${first}${second}`).toContain(saves)
    expect(second).toMatch(/^ {2}save_file\(\{.*\}, '[\w.]+\.safetensors'\)$/)
    for (const line of [first, second]) for (const [open, close] of ['()', '[]', '{}']) expect(line.split(open!).length).toBe(line.split(close!).length)
  }) // prettier-ignore

  it.each([
    ['w.weights', NUMPY, /a NumPy array; rename it so that it ends in \.npy$/],
    ['w.zip', zip('a/w.npy'), /an archive of NumPy arrays; rename it so that it ends in \.npz$/],
    ['w', SAFETENSORS, /a safetensors file; rename it so that it ends in \.safetensors$/],
    ['w.dat', latin('?'), /expected a file that ends in \.safetensors, \.npz, \.npy$/],
    ['w.bin', Buffer.alloc(0), /expected a file that ends in/],
  ])('%s', (name, content, message) => {
    expect(complaint(name, content)).toMatch(message)
  })

  it('whose name has a quote is named so that Python reads it', () => {
    expect(complaint(`it's.pt`, PYTORCH)).toContain(`torch.load('…/it\\'s.pt'`)
    expect(complaint('line\n.pt', PYTORCH).split('\n')).toHaveLength(3)
  })
})

it('a safetensors file is one, whatever its first bytes would be elsewhere', () => {
  // A header of 0x0280 bytes: the first two bytes of a pickle.
  const header = Buffer.from('{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}'.padEnd(0x0280))
  const file = Buffer.concat([Buffer.from([0x80, 2, 0, 0, 0, 0, 0, 0]), header, Buffer.of(7)])
  using folder = temporaryFolder()
  const path = join(folder.path, 'w.safetensors')
  writeFileSync(path, file)
  expect([...(readTensors(path).w?.values ?? [])]).toEqual([7])
  expect(['a.SAFETENSORS', 'a.npz', 'a.npy', 'a.pt', 'a'].map(isTensorFile)).toEqual([true, true, true, false, false])
})
