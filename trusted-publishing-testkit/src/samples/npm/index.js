'use strict'

const { version } = require('./package.json')

/** Says hello, to show that the package can be used. */
function hello () {
  return 'hello from a package that was published without a stored secret'
}

module.exports = { version, hello }
