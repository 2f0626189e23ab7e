import fc from 'fast-check'
import t from 'tap'
import { entriesOf, filledWith, HtmlPage, typedIn } from '../../../clients/browser/html-form.ts'

t.test('the form with the password is found among others and filled in as a user would', async (t) => {
  const { logOnForm: form } = await HtmlPage.read(`
    <form action="/search"><input name=q></form>
    <FORM method='POST' action='/owa/auth.owa?a=1&amp;b=2'>
      <input type="hidden" name="destination" value="https://h/owa/?a=1&amp;b=&quot;2&quot;">
      <input type=hidden name=flags value=4><input name="username"><input type="text" name="nick" value="n">
      <input type="password" name='password' /><input type="checkbox" name="remember" value="1">
      <input type="radio" name="trusted" value="0"><input type="radio" name="trusted" value="4" checked>
      <input type="submit" name="go" value="Sign in">
    </FORM>`)
  t.equal(form?.action, '/owa/auth.owa?a=1&b=2')
  t.same(form && typedIn(form, 'CONTOSO\\alice', 'p&=ss'), [
    ['destination', 'https://h/owa/?a=1&b="2"'],
    ['flags', '4'],
    ['username', 'CONTOSO\\alice'],
    ['nick', 'n'],
    ['password', 'p&=ss'],
    ['trusted', '4'],
  ])
})

t.test('a page without a password has no logon form', async (t) => {
  t.equal((await HtmlPage.read('<form><input name="q"></form>')).logOnForm, undefined)
  t.equal((await HtmlPage.read('<input type="password">')).logOnForm, undefined)
})

t.test('all kinds of controls send what a browser would send, and boxes can be marked and unmarked', async (t) => {
  const page = await HtmlPage.read(`<form id="f" enctype="multipart/form-data">
    <input type="checkbox" name="on" checked><input type="checkbox" name="off" value="1"><input type="file" name="file">
    <select name="one"><option value="a">A<option value="b" selected>B</select><select name="two"><option>C</option></select>
    <textarea name="text">
first
second</textarea><button type="submit" name="go">go</button></form>`)
  const [form] = page.forms
  t.same(form && [form.id, form.encoding], ['f', 'multipart/form-data'])
  const stands: [string, string][] = [
    ['on', 'on'],
    ['one', 'b'],
    ['two', 'C'],
    ['text', 'first\nsecond'],
  ]
  t.same(form && entriesOf(form), stands)
  t.same(form && filledWith(form, { on: undefined, off: '1', text: 'x' }), [
    ['one', 'b'],
    ['two', 'C'],
    ['text', 'x'],
    ['off', '1'],
  ])
})

t.test('whatever a page holds, it is read as far as it goes', async () => {
  const part = fc.constantFrom(
    '<form',
    '<input',
    ' type=password',
    ' name="',
    '>',
    '</form>',
    '<select>',
    '<option',
    '"',
    "'",
    '&#x',
    '<!--',
    '<textarea>',
    'x',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 40 }), async (parts) => {
      const page = await HtmlPage.read(parts.join(''))
      for (const form of page.forms) entriesOf(form)
      return page.textOf(page.byId('x')) === ''
    }),
    { numRuns: 100 },
  )
})
