// By task; what each page is called in the sidebar.
const START = {
  text: 'Start',
  items: [
    { text: 'What it does', link: '/' },
    { text: 'First steps', link: '/start' },
    { text: 'Install the command line', link: '/install' },
    { text: 'Try it: the sandbox', link: '/sandbox' },
    { text: 'From stored tokens', link: '/migrating' },
  ],
}

const PUBLISH = [
  {
    text: 'Publish to PyPI',
    items: [
      { text: 'From GitHub Actions', link: '/pypi-from-github' },
      { text: 'From GitLab', link: '/pypi-from-gitlab' },
      { text: 'From Google Cloud', link: '/google-cloud' },
      { text: 'PyPI and compatible indexes', link: '/pypi' },
    ],
  },
  {
    text: 'Publish to npm',
    items: [
      { text: 'From GitHub Actions', link: '/npm-from-github' },
      { text: 'From GitLab', link: '/npm-from-gitlab' },
      { text: 'From CircleCI', link: '/circleci' },
      { text: 'npm registries', link: '/npm' },
    ],
  },
  {
    text: 'Other CI systems',
    items: [
      { text: 'Which registry trusts which', link: '/ci-and-registries' },
      { text: 'Self-managed GitLab', link: '/self-managed-gitlab' },
      { text: 'GitHub Enterprise', link: '/github-enterprise' },
      { text: 'Buildkite', link: '/buildkite' },
      { text: 'Any other CI system', link: '/other-ci' },
    ],
  },
  { text: 'Sign', items: [{ text: 'Attestations', link: '/attestations' }] },
]

const EMBED = {
  text: 'Embed in a build',
  items: [
    { text: 'Java', link: '/start#use-it-from-java' },
    { text: 'Maven', link: '/maven' },
    { text: 'Gradle', link: '/gradle' },
    { text: 'Examples', link: '/examples/' },
    { text: 'Dependencies', link: '/dependencies' },
  ],
}

const EXTEND = {
  text: 'Write a plug-in',
  items: [
    { text: 'An identity provider', link: '/write-a-provider' },
    { text: 'A repository', link: '/write-a-repository' },
    { text: 'Architecture', link: '/architecture' },
    { text: 'Sources of facts', link: '/sources' },
  ],
}

const OPERATE = {
  text: 'Operate and audit',
  items: [
    { text: 'Troubleshooting', link: '/troubleshooting' },
    { text: 'Audit events', link: '/events' },
    { text: 'Security', link: '/security' },
    { text: 'Fault matrix', link: '/fault-matrix' },
    { text: 'Performance', link: '/performance' },
  ],
}

const REFERENCE = {
  text: 'Reference',
  items: [
    { text: 'Error codes', link: '/troubleshooting#usage-exit-code-2' },
    { text: 'Event types', link: '/events#the-events' },
    { text: 'Event schema', link: '/source/docs/schema/audit-event-1.schema.json' },
    { text: 'Command line', link: '/command-line' },
    { text: 'Javadoc', link: '/javadoc' },
    { text: 'Archives', link: '/archives' },
    { text: 'Compared with twine check', link: '/twine-check' },
    { text: 'Compatibility', link: '/contributing#compatibility' },
    { text: 'Decisions', link: '/adr/' },
  ],
}

const PROJECT = {
  text: 'Project',
  collapsed: true,
  items: [
    { text: 'Contributing', link: '/contributing' },
    { text: 'Releasing', link: '/releasing' },
    { text: 'Quality gates', link: '/quality' },
    { text: 'Fuzzing', link: '/fuzzing' },
    { text: 'Report a vulnerability', link: '/security-policy' },
    { text: 'Changelog', link: '/changelog' },
    { text: 'License', link: '/source/LICENSE' },
  ],
}

export const sidebar = [START, ...PUBLISH, EMBED, EXTEND, OPERATE, REFERENCE, PROJECT]

export const nav = [
  {
    text: 'Publish',
    items: PUBLISH.map(({ text, items }) => ({ text, items })),
    activeMatch: '^/(pypi|npm|circleci|google|ci-and|self-managed|github-|buildkite|other-ci|attestations)',
  },
  { text: 'Embed', items: EMBED.items },
  { text: 'Extend', items: EXTEND.items },
  { text: 'Operate', items: OPERATE.items },
  { text: 'Reference', items: REFERENCE.items },
]
