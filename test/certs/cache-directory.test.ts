import t from 'tap'
import { cacheDirectory } from '../../certs/cache-directory.ts'

t.test('caches stand where the system wants them', async (t) => {
  t.equal(cacheDirectory('linux', {}, '/home/ada'), '/home/ada/.cache/bridgehead')
  t.equal(cacheDirectory('linux', { XDG_CACHE_HOME: '/var/cache/ada' }, '/home/ada'), '/var/cache/ada/bridgehead')
  t.equal(cacheDirectory('darwin', {}, '/Users/ada'), '/Users/ada/Library/Caches/bridgehead')
  t.equal(
    cacheDirectory('win32', { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }, 'C:\\Users\\ada'),
    'C:\\Users\\ada\\AppData\\Local\\bridgehead\\cache',
  )
  t.equal(cacheDirectory('win32', {}, 'C:\\Users\\ada'), 'C:\\Users\\ada\\AppData\\Local\\bridgehead\\cache')
})

t.test('a relative XDG_CACHE_HOME is ignored, as its specification says', async (t) => {
  t.equal(cacheDirectory('linux', { XDG_CACHE_HOME: 'cache' }, '/home/ada'), '/home/ada/.cache/bridgehead')
})

t.test('this system has one, or none at all', async (t) => {
  t.match(cacheDirectory() ?? 'bridgehead', /bridgehead/)
})
