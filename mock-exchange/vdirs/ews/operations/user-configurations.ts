// CreateUserConfiguration, GetUserConfiguration, UpdateUserConfiguration, DeleteUserConfiguration ([MS-OXWSUSRCFG]).

import {
  setUserConfiguration,
  type UserConfiguration,
  userConfiguration,
} from '../../../mailbox/user-configurations.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import {
  type ConfigurationName,
  configurationElement,
  readConfiguration,
  readConfigurationName,
  readConfigurationProperties,
} from '../user-configuration-element.ts'

function present({ mailbox, folder, name }: ConfigurationName): UserConfiguration {
  const found = userConfiguration(mailbox, folder, name)
  if (found !== undefined) return found
  throw new EwsError('ErrorItemNotFound', 'The specified object was not found in the store.')
}

/** A new configuration, of a name that its folder does not have yet. */
export const createUserConfiguration: EwsOperation = {
  name: 'CreateUserConfiguration',
  run(request, call) {
    const element = requiredChild(request, messagesNamespace, 'UserConfiguration')
    const given = readConfiguration(element)
    return [
      attempt(() => {
        const at = readConfigurationName(requiredChild(element, typesNamespace, 'UserConfigurationName'), call)
        if (userConfiguration(at.mailbox, at.folder, at.name) !== undefined) {
          throw new EwsError('ErrorItemSave', `The user configuration object '${at.name}' already exists.`)
        }
        setUserConfiguration(at.mailbox, at.folder, at.name, given)
        return markup``
      }),
    ]
  },
}

export const getUserConfiguration: EwsOperation = {
  name: 'GetUserConfiguration',
  run(request, call) {
    const parts = readConfigurationProperties(requiredChild(request, messagesNamespace, 'UserConfigurationProperties'))
    return [
      attempt(() => {
        const at = readConfigurationName(requiredChild(request, messagesNamespace, 'UserConfigurationName'), call)
        return configurationElement(at, present(at), parts)
      }),
    ]
  },
}

/** What the request does not mention stays as it is. */
export const updateUserConfiguration: EwsOperation = {
  name: 'UpdateUserConfiguration',
  run(request, call) {
    const element = requiredChild(request, messagesNamespace, 'UserConfiguration')
    const given = readConfiguration(element)
    return [
      attempt(() => {
        const at = readConfigurationName(requiredChild(element, typesNamespace, 'UserConfigurationName'), call)
        const { dictionary, xmlData, binaryData } = present(at)
        setUserConfiguration(at.mailbox, at.folder, at.name, {
          dictionary: given.dictionary ?? dictionary,
          xmlData: given.xmlData ?? xmlData,
          binaryData: given.binaryData ?? binaryData,
        })
        return markup``
      }),
    ]
  },
}

export const deleteUserConfiguration: EwsOperation = {
  name: 'DeleteUserConfiguration',
  run: (request, call) => [
    attempt(() => {
      const at = readConfigurationName(requiredChild(request, messagesNamespace, 'UserConfigurationName'), call)
      present(at)
      setUserConfiguration(at.mailbox, at.folder, at.name, undefined)
      return markup``
    }),
  ],
}
