import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(4, 'registries and components')
