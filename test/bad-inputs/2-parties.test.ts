import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(2, 'parties and what they declare')
