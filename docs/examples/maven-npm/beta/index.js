exports.name = 'beta';
