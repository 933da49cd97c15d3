#!/usr/bin/env bash
# Builds Crosslift when needed, finds or gathers the right Spark, and runs one command.
#
#   ./submit.sh COMMAND [options] [-Dkey=value ...] [-- options of spark-submit]
#
# Spark: $SPARK_HOME or the spark-submit on the PATH if it is of the right version, else the one that Maven resolves.
#
# Environment: JAVA_HOME, SPARK_HOME, CROSSLIFT_DRIVER_MEMORY (such as 6g; default half of the machine's memory, at most 8g).
# Exit codes: those of Crosslift (crosslift --help); 2 where it cannot be started.
set -uo pipefail
trap 'exit 130' INT # not "the build failed"; whatever is exec'ed in the end takes the signal itself

script=${BASH_SOURCE[0]}
while [[ -L $script ]]; do
  link=$(readlink "$script")
  [[ $link == /* ]] || link=$(dirname "$script")/$link
  script=$link
done
home=$(cd -P "$(dirname "$script")" && pwd) || exit 2

jar=$home/target/crosslift.jar
gathered=$home/target/spark
delta_folder=$home/target/delta
hive_folder=$home/target/spark-hive

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "crosslift: $*"
  exit 2
}

# The value of a property of pom.xml, without asking Maven.
pom_property() {
  [[ -r $home/pom.xml && $(<"$home/pom.xml") =~ \<$1\>([^<]+)\</$1\> ]] || fail "$home/pom.xml is missing or names no $1, restore it"
  printf '%s' "${BASH_REMATCH[1]}"
}

# --- What was asked for -------------------------------------------------------------------------------------------------

job=()
system_properties=()
spark_options=()
plain=no
hive=no
quick_jvm=(-XX:+UseSerialGC)

read_arguments() {
  while (($#)); do
    if [[ $1 == -- ]]; then
      shift
      spark_options=("$@")
      break
    fi
    case $1 in
      -D?*) system_properties+=("$1") ;;
      *) job+=("$1") ;;
    esac
    shift
  done
  # These need Spark's classes, but no session: a plain JVM answers in a third of the time.
  case ${job[0]:-} in
    '' | -h | --help | -V | --version | help | tables | plan | completion) plain=yes ;;
    attribute-paths | lift-units | lift-geo) plain=quick ;;
  esac
  local argument
  for argument in ${job[@]+"${job[@]}"}; do
    [[ $plain == no && ($argument == -h || $argument == --help) ]] && plain=yes
  done
  # The Spark of Maven has neither a Thrift Server nor Hive's JDBC driver and metastore client.
  [[ $plain == no && ${job[0]:-} == @(serve|register) && " ${job[*]} " != *\ --@(duckdb|sql)[\ =]* ]] && hive=yes
  return 0
}

# The last value that spark-submit is given for an option: spark_option --master spark.master
spark_option() {
  local option=$1 key=$2 value='' i
  for ((i = 0; i < ${#spark_options[@]}; i++)); do
    case ${spark_options[i]} in
      "$option") value=${spark_options[i + 1]:-} ;;
      "$option="*) value=${spark_options[i]#*=} ;;
      --conf | -c) [[ ${spark_options[i + 1]:-} == "$key="* ]] && value=${spark_options[i + 1]#*=} ;;
      "--conf=$key="*) value=${spark_options[i]#--conf="$key"=} ;;
    esac
  done
  printf '%s' "$value"
}

# Whether a file of Spark properties sets a key.
sets() {
  [[ -r $1 ]] && grep -Eq "^[[:space:]]*${2//./\\.}[[:space:]=:]" "$1"
}

# Whether the caller, or the defaults of the Spark that was found, set a property.
is_set() {
  local option=$1 key=$2 own
  [[ -n $(spark_option "$option" "$key") ]] && return
  own=$(spark_option --properties-file '')
  [[ -n $own ]] && sets "$own" "$key" && return
  sets "${SPARK_CONF_DIR:-${SPARK_HOME:-/nonexistent}/conf}/spark-defaults.conf" "$key"
}

# --- Java and Maven -----------------------------------------------------------------------------------------------------

find_java() {
  local settings found real
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it, set it to a JDK 17 or newer"
  else
    java=$(command -v java) || fail "there is no java on the PATH, install a JDK 17 or newer, or set JAVA_HOME to one"
  fi
  # A JDK says in a file what it would take a start of its JVM to ask.
  real=$(readlink -f "$java") && real=${real%/bin/java}
  if [[ -r $real/release && $(<"$real/release") =~ JAVA_VERSION=\"([0-9]+) ]] && ((BASH_REMATCH[1] >= 17)); then
    java_home=$real
    return
  fi
  settings=$("$java" -XshowSettings:properties -version 2>&1 </dev/null)
  [[ $settings =~ java\.specification\.version\ =\ ([0-9.]+) ]] ||
    fail "$java doesn't answer -version, install a JDK 17 or newer, or set JAVA_HOME to one"
  found=${BASH_REMATCH[1]}
  [[ $found != 1.* ]] && ((found >= 17)) ||
    fail "$java is Java $found, but Spark needs 17 or newer, set JAVA_HOME to a JDK 17"
  [[ $settings =~ java\.home\ =\ ([^$'\n']+) ]] && java_home=${BASH_REMATCH[1]}
}

require_writable_target() {
  mkdir -p "$home/target" 2>/dev/null && [[ -w $home/target ]] ||
    fail "$home/target cannot be written, give this user write permission there"
}

# One at a time: two starts at once must not build into one folder.
lock() {
  command -v flock >/dev/null || return 0
  exec 9>"$home/target/.lock"
  flock 9
}

unlock() { exec 9>&-; }

# maven LOG GOAL...: quiet, its output in target/LOG.
maven() {
  local log=$home/target/$1
  shift
  (cd "$home" && JAVA_HOME=$java_home mvn -q -B -Dstyle.color=never "$@") >"$log" 2>&1 </dev/null 9>&- && return
  # What is left of Maven's log after its hints to itself: what went wrong, each line once.
  sed -e $'s/\e\\[[0-9;]*m//g' "$log" |
    grep -Ev '^(\[ERROR\])? *$|-> \[Help|^.ERROR. \[Help|e-run Maven|For more information' |
    awk '!seen[$0]++' | tail -n 12 >&2
  return 1
}

# --- The jar ------------------------------------------------------------------------------------------------------------

# A build that was killed before its last step leaves a jar without its libraries.
is_whole() {
  [[ -f $jar ]] && LC_ALL=C grep -aqF io/crosslift/shaded/picocli/CommandLine.class "$jar"
}

is_fresh() {
  is_whole && [[ -z $(cd "$home" && find src/main conf/*.conf conf/sources pom.xml -newer "$jar" -print 2>/dev/null) ]]
}

build() {
  is_fresh && return
  local why='first run only, a minute or two'
  is_whole && why='its sources changed'
  if ! command -v mvn >/dev/null; then
    is_whole || fail "crosslift.jar is not built yet and there is no mvn on the PATH, install Maven 3.6.3 or newer"
    say "there is no mvn on the PATH, so target/crosslift.jar is used although its sources are newer"
    return
  fi
  require_writable_target
  lock
  if ! is_fresh; then # another start may have built it meanwhile
    [[ -x $java_home/bin/javac ]] ||
      fail "$java_home is a Java without a compiler, install a JDK 17 or newer, or set JAVA_HOME to one"
    say "building crosslift ($why) ..."
    # Sources that change during the build are newer than this.
    touch "$home/target/.build-started"
    maven build.log -DskipLint -Dclasses.folder=launch-classes -Dmaven.test.skip=true -Djacoco.skip package ||
      fail "the build failed, all its output is in $home/target/build.log"
    touch -r "$home/target/.build-started" "$jar"
  fi
  unlock
}

# --- Spark and Delta ----------------------------------------------------------------------------------------------------

# The version that a spark-submit answers. Asking starts a JVM, so an answer is kept until anything it hangs on changes.
submit_version() {
  local submit=$1 kept=$home/target/.spark-submit answer='' stored='' key
  key="$submit|$(ls -lLd "$submit" 2>/dev/null)|${SPARK_HOME:-}|$java_home|$PATH"
  if [[ -r $kept ]]; then
    { IFS= read -r answer && IFS= read -r -d '' stored; } <"$kept"
    [[ $stored == "$key" ]] && printf '%s' "$answer" && return
  fi
  answer=$(JAVA_HOME=$java_home "$submit" --version 2>&1 </dev/null)
  [[ $answer =~ version\ ([0-9][^[:space:]]*) ]] || return 1
  printf '%s' "${BASH_REMATCH[1]}"
  [[ -w $home/target ]] && printf '%s\n%s\0' "${BASH_REMATCH[1]}" "$key" >"$kept"
  return 0
}

# Sets submit to a spark-submit of the right version, or to nothing.
find_spark() {
  local found
  submit=
  if [[ -n ${SPARK_HOME:-} ]]; then
    [[ -x $SPARK_HOME/bin/spark-submit ]] ||
      fail "SPARK_HOME is $SPARK_HOME, but there is no bin/spark-submit in it, set it to Spark $spark_version or unset it"
    found=$(submit_version "$SPARK_HOME/bin/spark-submit") ||
      fail "$SPARK_HOME/bin/spark-submit doesn't answer --version, set SPARK_HOME to Spark $spark_version or unset it"
    [[ $found == "$spark_version" ]] ||
      fail "SPARK_HOME has Spark $found, but Crosslift runs on $spark_version, set it to that one or unset it"
    submit=$SPARK_HOME/bin/spark-submit
  elif submit=$(type -P spark-submit); then
    if ! found=$(submit_version "$submit"); then
      say "$submit doesn't answer --version, using Spark $spark_version from Maven"
      submit=
    elif [[ $found != "$spark_version" ]]; then
      say "$submit is Spark $found, using Spark $spark_version from Maven"
      submit=
    fi
  fi
}

has_hive() { compgen -G "$1/jars/spark-hive-thriftserver_*.jar" >/dev/null; }

# Sets submit to one whose Spark has Hive's parts: the one found, else that of the pinned Python package in target/.
find_hive_spark() {
  [[ -z $submit ]] || ! has_hive "$(dirname "$(readlink -f "$submit")")/.." || return 0
  submit=$hive_folder/pyspark/bin/spark-submit
  export SPARK_HOME=$hive_folder/pyspark
  [[ -x $submit ]] && has_hive "$SPARK_HOME" && return
  command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 ||
    fail "${job[0]} needs a Spark $spark_version with Hive and its Thrift Server, and there is no python3 with pip to fetch" \
      "one, set SPARK_HOME to one or install pip"
  require_writable_target
  lock
  if ! has_hive "$SPARK_HOME"; then
    say "fetching Spark $spark_version with its Thrift Server into target/spark-hive (once, half a gigabyte) ..."
    rm -rf "$hive_folder" "$hive_folder.part"
    python3 -m pip install -q --disable-pip-version-check --no-deps --target "$hive_folder.part" "pyspark==$spark_version" \
      >"$home/target/spark-hive.log" 2>&1 </dev/null 9>&- && mv "$hive_folder.part" "$hive_folder" ||
      fail "pip can't install pyspark $spark_version, what it said is in $home/target/spark-hive.log"
  fi
  unlock
}

# Whether the gathered jars are all there: they are links into the local repository.
is_gathered() {
  [[ -r $gathered/versions && $(<"$gathered/versions") == "$spark_version $delta_version" ]] &&
    [[ -z $(find -L "$gathered/jars" -type l -print 2>/dev/null) ]]
}

gather_spark() {
  is_gathered && return
  command -v mvn >/dev/null || fail "there is no Spark $spark_version here and no mvn on the PATH to fetch it, set" \
    "SPARK_HOME to one, or install Maven 3.6.3 or newer"
  require_writable_target
  lock
  if ! is_gathered; then
    local list=$home/target/.spark-jars part jars
    maven gather.log dependency:build-classpath -DincludeScope=provided -Dmdep.pathSeparator=: "-Dmdep.outputFile=$list" ||
      fail "Maven can't fetch Spark $spark_version and Delta $delta_version, all it said is in $home/target/gather.log"
    IFS=: read -r -a jars <"$list"
    say "gathering Spark $spark_version and Delta $delta_version (${#jars[@]} jars) ..."
    part=$home/target/.spark.part
    rm -rf "$part" "$gathered"
    mkdir -p "$part/jars" && ln -s "${jars[@]}" "$part/jars/" &&
      printf '%s %s\n' "$spark_version" "$delta_version" >"$part/versions" && mv "$part" "$gathered" ||
      fail "$gathered can't be filled, give this user write permission there"
  fi
  unlock
}

# Sets delta_jars to the two jars, separated by a comma.
gather_delta() {
  local folder=$delta_folder names="delta-spark_4.1_2.13 delta-storage" name
  [[ -n $submit ]] || folder=$gathered/jars
  delta_jars=
  for name in $names; do
    delta_jars+=${delta_jars:+,}$folder/$name-$delta_version.jar
    [[ -f $folder/$name-$delta_version.jar ]] && continue
    command -v mvn >/dev/null || fail "$folder has no $name-$delta_version.jar and there is no mvn on the PATH to fetch" \
      "it, put it there or install Maven 3.6.3 or newer"
    require_writable_target
    lock
    say "fetching $name $delta_version ..."
    maven gather.log dependency:copy "-Dartifact=io.delta:$name:$delta_version" "-DoutputDirectory=$folder" ||
      fail "Maven can't fetch $name $delta_version, all it said is in $home/target/gather.log"
    unlock
  done
}

# --- Running ------------------------------------------------------------------------------------------------------------

# Half of the memory of this machine or container, at most 8g.
default_memory() {
  local bytes='' limit file
  if [[ -r /proc/meminfo ]]; then
    [[ $(</proc/meminfo) =~ MemTotal:\ +([0-9]+)\ kB ]] && bytes=$((BASH_REMATCH[1] * 1024))
  else
    bytes=$(sysctl -n hw.memsize 2>/dev/null)
  fi
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [[ -r $file ]] || continue
    limit=$(<"$file")
    [[ $limit =~ ^[0-9]{1,18}$ ]] && ((limit < ${bytes:-limit + 1})) && bytes=$limit
  done
  local half=$((${bytes:-2147483648} / 2 / 1048576))
  ((half < 8192)) || half=8192
  printf '%sm' "$half"
}

require_memory() {
  [[ $2 =~ ^[0-9]+[kKmMgGtT]?[bB]?$ ]] || fail "$1 is '$2', give a size such as 4g"
}

# A path as a URL.
url() {
  local path=${1//'%'/%25}
  path=${path// /%20}
  printf 'file://%s' "${path//'#'/%23}"
}

# Options of spark-submit that the caller left open, in front of the caller's own.
add_defaults() {
  local defaults=() master memory given
  master=$(spark_option --master spark.master)
  if [[ -z $master ]] && ! is_set --master spark.master && ! is_set --remote spark.remote && [[ -z ${MASTER:-} ]]; then
    master='local[*]'
    defaults+=(--master "$master")
  fi
  if [[ -z $submit ]]; then
    [[ $master != yarn* && $master != k8s* ]] ||
      fail "--master $master needs a distribution of Spark $spark_version, set SPARK_HOME to one"
  fi
  if [[ $master == local* ]]; then
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
    # Spark makes this folder on every start and would do so in the current one; tables are addressed by path.
    is_set '' spark.sql.warehouse.dir ||
      defaults+=(--conf "spark.sql.warehouse.dir=$(url "${TMPDIR:-/tmp}/crosslift-warehouse-$UID")")
  fi

  given=$(spark_option --driver-memory spark.driver.memory)
  if [[ -n $given ]]; then
    require_memory --driver-memory "$given"
  elif [[ -n ${CROSSLIFT_DRIVER_MEMORY:-} ]]; then
    require_memory CROSSLIFT_DRIVER_MEMORY "$CROSSLIFT_DRIVER_MEMORY"
    defaults+=(--driver-memory "$CROSSLIFT_DRIVER_MEMORY")
  elif [[ -z ${SPARK_DRIVER_MEMORY:-} && $(spark_option --deploy-mode spark.submit.deployMode) != cluster ]] &&
    ! is_set --driver-memory spark.driver.memory; then
    defaults+=(--driver-memory "$(default_memory)")
  fi

  if [[ -z $(spark_option --properties-file '') && -r $home/conf/spark-defaults.conf ]]; then
    defaults+=(--properties-file "$home/conf/spark-defaults.conf" --load-spark-defaults)
  fi
  [[ ${job[0]:-} != register || $hive == no ]] || is_set '' spark.sql.catalogImplementation ||
    [[ " ${job[*]} " == *\ --jdbc[\ =]* ]] || defaults+=(--conf spark.sql.catalogImplementation=hive)
  [[ -t 2 ]] && defaults+=(--conf spark.ui.showConsoleProgress=true)

  if [[ -n $submit || $master != local* ]]; then
    gather_delta
    add_delta_jars || defaults+=(--jars "$delta_jars")
    # Sessions of a Thrift Server, and Hive's client, see only what is on the class path of the JVM itself.
    [[ $hive == no ]] || join_option --driver-class-path spark.driver.extraClassPath : "${delta_jars//,/:}" ||
      defaults+=(--driver-class-path "${delta_jars//,/:}")
  fi
  add_system_properties || defaults+=(--driver-java-options "$(quoted_properties)")
  spark_options=(${defaults[@]+"${defaults[@]}"} ${spark_options[@]+"${spark_options[@]}"})
}

# Joins text to the caller's value of an option, as the last one given would replace ours; false if there is none.
join_option() {
  local option=$1 key=$2 separator=$3 text=$4 i joined=1
  for ((i = 0; i < ${#spark_options[@]}; i++)); do
    case ${spark_options[i]} in
      "$option") spark_options[i + 1]=${spark_options[i + 1]:-}$separator$text ;;
      "$option="* | "--conf=$key="*) spark_options[i]+=$separator$text ;;
      --conf | -c) [[ ${spark_options[i + 1]:-} == "$key="* ]] && spark_options[i + 1]+=$separator$text || continue ;;
      *) continue ;;
    esac
    joined=0
  done
  return $joined
}

add_delta_jars() { join_option --jars spark.jars , "$delta_jars"; }

# System properties as one option: in double quotes, as Spark splits it at spaces.
quoted_properties() {
  local property line=
  for property in ${system_properties[@]+"${system_properties[@]}"}; do
    property=${property//\\/\\\\}
    line+="${line:+ }\"${property//\"/\\\"}\""
  done
  printf '%s' "$line"
}

add_system_properties() {
  ((${#system_properties[@]})) || return 0
  join_option --driver-java-options spark.driver.extraJavaOptions ' ' "$(quoted_properties)"
}

# Sets jars to the folder of Spark's jars; false if only that spark-submit knows where they are.
find_jars() {
  jars=$gathered/jars
  [[ -z $submit ]] || jars=$(cd -P "$(dirname "$submit")/../jars" 2>/dev/null && pwd) && return
  jars=$gathered/jars
  is_gathered
}

run_plain() {
  find_jars || return
  exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${system_properties[@]+"${system_properties[@]}"} \
    -cp "$jar:$jars/*" io.crosslift.App ${job[@]+"${job[@]}"}
}

# Whether a quick command needs more than its few jars: for a Parquet file, or settings that may lie on a cluster.
needs_all_jars() {
  local argument start
  for argument in "${job[@]}"; do
    [[ $argument == --config* || $argument == --source* ]] && return
    [[ -f $argument && -r $argument ]] && IFS= read -r -N 4 start <"$argument" && [[ $start == PAR1 ]] && return
  done 2>/dev/null
  return 1
}

# Whether a quick command computes so long that the compiler that optimises saves more time than it takes: units or markets on a
# file of more than 4 MB, resamples and games, asked for or by default, likewise.
computes_long() {
  local argument all=" ${job[*]}"
  [[ ${job[0]} == lift-* ]] ||
    [[ $all == *" --bootstrap"* || $all == *shapley_rate* || $all == *markov_shapley* || $all == *logistic* ]] ||
    [[ $all != *" --models"* ]] || return
  for argument in "${job[@]}"; do
    [[ -f $argument && -n $(find -L "$argument" -size +8192 2>/dev/null) ]] && return
  done
  return 1
}

# Commands that work on one file and are over in a second: a JVM with the few jars that they need, whose classes it maps
# from an archive instead of reading and checking each.
run_quick() {
  find_jars || return
  local class_path=$jar memory=${CROSSLIFT_DRIVER_MEMORY:-} library
  if needs_all_jars; then
    class_path+=":$jars/*"
  else
    for library in "$jars"/{jackson-core,jackson-databind,jackson-annotations,log4j-api,log4j-core,log4j-slf4j,slf4j-api}*.jar; do
      class_path+=:$library
    done
    make_archive "$class_path"
  fi
  computes_long || quick_jvm+=(-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m)
  [[ -n $memory ]] && require_memory CROSSLIFT_DRIVER_MEMORY "$memory" || memory=$(default_memory)
  exec "$java" "-Xmx$memory" "${quick_jvm[@]}" ${system_properties[@]+"${system_properties[@]}"} \
    -cp "$class_path" io.crosslift.App "${job[@]}"
}

# sample_run NAME CLASS_PATH ARGUMENT...: the classes that a command loads, in a file of this name beside its sample.
sample_run() {
  local name=$1 class_path=$2
  shift 2
  "$java" -XX:+UseSerialGC "-XX:DumpLoadedClassList=$sample/$name" -cp "$class_path" io.crosslift.App "$@" --out "$sample/out" \
    >>"$home/target/archive.log" 2>&1 </dev/null 9>&-
}

# make_archive CLASS_PATH: unless it is there, and built from this jar for this Java.
make_archive() {
  local archive=$home/target/crosslift.jsa kept=$home/target/.archive key="$java_home $1" sample=$home/target/.sample row
  quick_jvm+=("-XX:SharedArchiveFile=$archive" '-Xlog:cds*=off')
  [[ -r $kept && $(<"$kept") == "$key" && ! $jar -nt $kept ]] && return
  [[ -w $home/target ]] || return 0
  say "preparing quick starts (once) ..."
  lock
  rm -rf "$sample" "$archive"
  mkdir -p "$sample" && : >"$home/target/archive.log"
  printf '%s\n' 'path,conversions,value,nulls' 'a > b > a > c,2,12.50,3' 'b > c,1,9.99,4' 'c,1,1.00,2' >"$sample/paths.csv"
  {
    printf 'arm,spend,bought,before,shop\n'
    for row in {1..60}; do
      printf '%s\n' "a,$row.5,$((row % 2)),$row,x" "b,$((row * 2)),$((row % 3 > 0)),$((row % 7)),y" "c,$row,1,$row,x"
    done
  } >"$sample/units.csv"
  awk 'BEGIN { print "location,date,Y"; for (i = 0; i < 48; i++) printf "m%d,2024-01-%02d,%d\n", i / 8, i % 8 + 1, i * i % 11 }' \
    >"$sample/markets.csv"
  # First which classes runs load, then those classes as the JVM keeps them in memory.
  sample_run paths "$1" attribute-paths "$sample/paths.csv" --models markov,shapley,linear --order 1,2 --bootstrap 2 &&
    sample_run units "$1" lift-units "$sample/units.csv" --arm arm --control a --outcome spend,bought --ratio r=spend/bought \
      --pre before --segment shop &&
    sample_run markets "$1" lift-geo "$sample/markets.csv" --treated m0 --from 2024-01-07 &&
    awk '!seen[$0]++' "$sample/paths" "$sample/units" "$sample/markets" >"$sample/classes" &&
    "$java" -XX:+UseSerialGC -Xshare:dump "-XX:SharedClassListFile=$sample/classes" "-XX:SharedArchiveFile=$archive" \
      -cp "$1" >>"$home/target/archive.log" 2>&1 </dev/null 9>&- || rm -f "$archive"
  rm -rf "$sample"
  printf '%s' "$key" >"$kept" # where it can't be made, a start takes half a second longer
  unlock
}

# What bin/spark-class does: Spark's launcher writes the command line of the JVM, each word ended by a zero byte.
run_gathered() {
  export SPARK_HOME=$gathered SPARK_SCALA_VERSION=2.13
  local command=() word launcher=$gathered/jars/spark-launcher_2.13-$spark_version.jar
  while IFS= read -r -d '' word; do
    # Only Spark's linear algebra would use this module, and the JVM warns of it on every start.
    [[ $word == --add-modules=jdk.incubator.vector ]] || command+=("$word")
  done < <("$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$launcher" org.apache.spark.launcher.Main \
    org.apache.spark.deploy.SparkSubmit "$@" && printf 'done\0')
  local last=$((${#command[@]} - 1))
  ((last > 1)) && [[ ${command[last]} == done ]] || fail "Spark's launcher refused the options after --"
  # The first word, and the line end before the second, only separate the command from what the JVM may have printed.
  exec "${command[1]#$'\n'}" "${command[@]:2:last-2}"
}

read_arguments "$@"
find_java
spark_version=$(pom_property spark.version) || exit
delta_version=$(pom_property delta.version) || exit
export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$(url "$home/conf/log4j2.properties")}

build
find_spark
[[ $hive == no ]] || find_hive_spark
[[ -n $submit ]] || gather_spark
case $plain in
  yes) run_plain ;;
  quick) run_quick ;;
esac
add_defaults
export JAVA_HOME=$java_home
set -- --class io.crosslift.App ${spark_options[@]+"${spark_options[@]}"} "$jar" ${job[@]+"${job[@]}"}
[[ -z $submit ]] || exec "$submit" "$@"
run_gathered "$@"
