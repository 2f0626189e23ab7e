/** GUIDs of property sets by their names without the prefix PS or PSETID ([MS-OXPROPS] 1.3.2). */
export const propertySets = {
  address: '00062004-0000-0000-c000-000000000046',
  appointment: '00062002-0000-0000-c000-000000000046',
  calendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  common: '00062008-0000-0000-c000-000000000046',
  internetHeaders: '00020386-0000-0000-c000-000000000046',
  /** Properties that have no name but a number below 0x8000. */
  mapi: '00020328-0000-0000-c000-000000000046',
  meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  publicStrings: '00020329-0000-0000-c000-000000000046',
  sharing: '00062040-0000-0000-c000-000000000046',
  task: '00062003-0000-0000-c000-000000000046',
  unifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
} as const
