export { crossEntropy } from './cross-entropy.ts'
export { guessesOf, type Loss } from './loss.ts'
export { meanSquaredError } from './mean-squared-error.ts'
export { squaredError } from './squared-error.ts'
