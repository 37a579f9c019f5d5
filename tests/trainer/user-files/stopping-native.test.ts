import { backend } from '../runs.ts'
import { stoppingOn } from './stopping.ts'

stoppingOn('the backend of this machine', backend())
