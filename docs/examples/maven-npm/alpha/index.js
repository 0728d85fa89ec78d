exports.name = 'alpha';
