import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(7, 'the objects of repositories')
