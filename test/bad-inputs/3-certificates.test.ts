import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(3, 'certificates')
