/**
 * JSON as Python writes it, where NaN and the infinities may stand bare: they come out as the texts 'NaN', 'Infinity' and '-Infinity'.
 * Throws where it is none.
 */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error
    return JSON.parse(
      text.replace(TOKENS, (token, bare: string | undefined) => (bare === undefined ? token : `"${bare}"`)),
    )
  }
}

/** Strings, which stay as they are, or one of the words outside of them. */
const TOKENS = /"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)/g
