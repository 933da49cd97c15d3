// Compiles the model with Cube's own compiler and writes as JSON: the cubes, the SQL of each query given, and which dialects
// keep the sums of a ratio. Usage: node check_cube.js MODEL_FOLDER QUERIES_JSON ANSWER_JSON, in a folder with the packages of conf/cube installed.
process.env.CUBEJS_TRANSPILATION_NATIVE = 'false';
process.env.CUBEJS_TESSERACT_SQL_PLANNER = 'false';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const load = createRequire(path.join(process.cwd(), 'package.json'));
const { prepareCompiler, createQuery } = load('@cubejs-backend/schema-compiler');
const { DuckDBQuery } = load(path.resolve('node_modules/@cubejs-backend/duckdb-driver/dist/src/DuckDBQuery.js'));

const [folder, queriesFile, answerFile] = process.argv.slice(2);
// The compiler asks for a native library that only models in Python or Jinja need.
const nativeInstance = { newJinjaEngine: () => ({}), loadPythonContext: () => ({}) };
const repository = {
  localPath: () => folder,
  dataSchemaFiles: async () => fs.readdirSync(folder).sort().map((fileName) => ({
    fileName, content: fs.readFileSync(path.join(folder, fileName), 'utf8'),
  })),
};
const DIALECTS = ['postgres', 'redshift', 'mysql', 'mssql', 'bigquery', 'prestodb', 'athena', 'trino', 'vertica', 'snowflake',
  'clickhouse', 'crate', 'hive', 'oracle', 'sqlite'];
const RATIO = { measures: ['CrossSellMetrics.crossSellConversionRate'], timezone: 'UTC' };
const SUM_OVER_SUM = /\bsum\([^()]*\)\s*\/\s*NULLIF\(\s*sum\([^()]*\)/i;

(async () => {
  const compilers = prepareCompiler(repository, { adapter: 'duckdb', nativeInstance });
  await compilers.compiler.compile();
  const cubes = compilers.cubeEvaluator.cubeNames().map((name) => {
    const cube = compilers.cubeEvaluator.cubeFromPath(name);
    const members = (kind, shown) => Object.keys(cube[kind] || {}).filter((key) => !shown || cube[kind][key].public !== false);
    return { name, measures: members('measures', true), dimensions: members('dimensions', false) };
  });
  const sql = JSON.parse(fs.readFileSync(queriesFile, 'utf8'))
    .map((query) => new DuckDBQuery(compilers, { ...query, timezone: 'UTC' }).buildSqlAndParams());
  const dialects = {};
  for (const name of DIALECTS) {
    try {
      dialects[name] = SUM_OVER_SUM.test(createQuery(compilers, name, RATIO).buildSqlAndParams()[0]) ? 'right' : 'wrong';
    } catch (error) {
      dialects[name] = `fails: ${error.message}`;
    }
  }
  fs.writeFileSync(answerFile, JSON.stringify({ cubes, sql, dialects }));
})().catch((error) => {
  process.stderr.write(`${error.stack || error}\n`);
  process.exit(1);
});
