import { testBadInputs } from '../helpers/bad-inputs.ts'

testBadInputs(6, 'sources and revisions')
