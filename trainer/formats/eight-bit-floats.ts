/**
 * The value of each kind of floating-point number that has eight bits: four bits of exponent and three of fraction, or five
 * and two, as accelerators store weights; or an exponent alone, as the scale of a block. float32 holds all of them.
 * `FN` has no infinities, and `UZ` no negative zero, whose bits are its one NaN. Micikevicius et al. 2022, arXiv:2209.05433.
 */
export const eightBitFloats: Readonly<Record<string, (bits: number) => number>> = {
  F8_E4M3: (bits) => ((bits & 0x7f) === 0x7f ? NaN : parts(bits, 3, 7)),
  F8_E4M3FNUZ: (bits) => (bits === 0x80 ? NaN : parts(bits, 3, 8)),
  F8_E5M2: (bits) => ((bits & 0x7c) === 0x7c ? beyond(bits) : parts(bits, 2, 15)),
  F8_E5M2FNUZ: (bits) => (bits === 0x80 ? NaN : parts(bits, 2, 16)),
  F8_E8M0: (bits) => (bits === 0xff ? NaN : 2 ** (bits - 127)),
}

/** (−1)^s · 2^(e − bias) · (1 + f), or without the 1 where e is 0. */
function parts(bits: number, fractionBits: number, bias: number): number {
  const sign = bits >= 0x80 ? -1 : 1
  const exponent = (bits & 0x7f) >> fractionBits
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias))
}

/** All ones in the exponent, as in float16. */
function beyond(bits: number): number {
  if ((bits & 3) !== 0) return NaN
  return bits >= 0x80 ? -Infinity : Infinity
}
