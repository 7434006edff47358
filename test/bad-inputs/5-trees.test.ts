import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(5, 'the trees of repositories')
