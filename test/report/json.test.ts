import t from 'tap'
import { renderJson } from '../../report/json.ts'
import { fixedRun } from './fixed-run.ts'

t.test('the JSON report is the run result itself', async (t) => {
  t.same(JSON.parse(renderJson(fixedRun)), fixedRun)
})
