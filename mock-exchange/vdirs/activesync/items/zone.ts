/** A TimeZone of UTC: bias 0, no names, no change of clocks ([MS-ASDTYPE] 2.7.6). */
export const utcZone = Buffer.alloc(172).toString('base64')
