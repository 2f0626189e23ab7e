import t from 'tap'
import { filledIn, logOnForm } from '../../../clients/browser/html-form.ts'

t.test('the form with the password is found among others and filled in as a user would', async (t) => {
  const form = logOnForm(`
    <form action="/search"><input name=q></form>
    <FORM method='POST' action='/owa/auth.owa?a=1&amp;b=2'>
      <input type="hidden" name="destination" value="https://h/owa/?a=1&amp;b=&quot;2&quot;">
      <input type=hidden name=flags value=4><input name="username"><input type="text" name="nick" value="n">
      <input type="password" name='password' /><input type="checkbox" name="remember" value="1">
      <input type="submit" name="go" value="Sign in">
    </FORM>`)
  t.equal(form?.action, '/owa/auth.owa?a=1&b=2')
  t.same(form && [...filledIn(form, 'CONTOSO\\alice', 'p&=ss')], [
    ['destination', 'https://h/owa/?a=1&b="2"'],
    ['flags', '4'],
    ['username', 'CONTOSO\\alice'],
    ['nick', 'n'],
    ['password', 'p&=ss'],
  ])
})

t.test('a page without a password has no logon form', async (t) => {
  t.equal(logOnForm('<form><input name="q"></form>'), undefined)
  t.equal(logOnForm('<input type="password">'), undefined)
})
