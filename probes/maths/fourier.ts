/**
 * The real Fourier basis on the residues 0 … p − 1, [p, 2K'] row-major: K' = ⌊p/2⌋ + 1 cosines, then K' sines, of
 * frequencies 0 … ⌊p/2⌋. A matrix product with it is NumPy's `rfft` (up to the sign of the sines), and runs on every
 * backend: WASM has no FFT. At even p the last frequency is Nyquist's, whose sine is zero.
 */
export function fourierBasis(modulus: number): Float32Array {
  const stored = bases.get(modulus)
  if (stored !== undefined) return stored
  const bins = binsOf(modulus)
  const basis = new Float32Array(modulus * 2 * bins)
  for (let n = 0; n < modulus; n++) {
    for (let k = 0; k < bins; k++) {
      // Reduced before the division, so that large n·k cost no digits.
      const angle = (2 * Math.PI * ((n * k) % modulus)) / modulus
      basis[n * 2 * bins + k] = Math.cos(angle)
      basis[n * 2 * bins + bins + k] = Math.sin(angle)
    }
  }
  bases.set(modulus, basis)
  return basis
}

/** Frequencies 0 … ⌊p/2⌋ of a real function on p residues. */
export function binsOf(modulus: number): number {
  return Math.floor(modulus / 2) + 1
}

/** One basis a modulus: a run has one modulus. */
const bases = new Map<number, Float32Array>()
