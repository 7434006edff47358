import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(1, 'manifests')
