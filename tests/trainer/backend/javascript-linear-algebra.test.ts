import { describe } from 'vitest'
import { javascriptLinearAlgebra } from '../../../trainer/backend/javascript-linear-algebra.ts'
import { obeysLinearAlgebraLaws } from './linear-algebra-laws.ts'

describe('linear algebra in JavaScript', () => obeysLinearAlgebraLaws(javascriptLinearAlgebra()))
