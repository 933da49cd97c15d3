package io.crosslift.source;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.types.DatetimeType;

/**
 * What a source's SQL may not do: change anything, read anything but its feeds, call Java, or depend on the clock, on chance or
 * on how rows are laid out. Re-running a date must give the same rows.
 */
final class RefusedSql {
    private static final Set<String> FUNCTIONS = Set.of(
            "reflect",
            "try_reflect",
            "java_method",
            "now",
            "curdate",
            "localtimestamp",
            "localtime",
            "rand",
            "random",
            "randn",
            "randstr",
            "uniform",
            "uuid",
            "shuffle",
            "monotonically_increasing_id",
            "spark_partition_id",
            "input_file_name",
            "input_file_block_start",
            "input_file_block_length",
            "user",
            "session_user",
            "version");
    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer", "stack", "range");
    private static final Pattern CLOCK_LITERAL =
            Pattern.compile("(?i)\\b(?:timestamp(?:_ltz|_ntz)?|date)\\s*'\\s*(now|today|tomorrow|yesterday)\\b");
    private static final Set<String> CLOCK_WORDS = Set.of("now", "today", "tomorrow", "yesterday");

    /** Why a parsed, not yet analysed query is refused, if it is. */
    static Optional<String> inText(String sql, LogicalPlan parsed, Set<String> feeds) {
        Matcher clock = CLOCK_LITERAL.matcher(sql);
        if (clock.find()) {
            return Optional.of("reads the clock by " + clock.group());
        }
        List<TreeNode<?>> nodes = nodes(parsed);
        Set<String> withNames = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (TreeNode<?> node : nodes) {
            if (node instanceof UnresolvedWith with) {
                asJava(with.cteRelations()).forEach(relation -> withNames.add(relation._1()));
            }
        }
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(feeds);
        known.addAll(withNames);
        return nodes.stream().flatMap(node -> ofParsed(node, known).stream()).findFirst();
    }

    /** Why an analysed query is refused, if it is. */
    static Optional<String> inPlan(LogicalPlan analysed) {
        List<TreeNode<?>> nodes = nodes(analysed);
        return nodes.stream().flatMap(node -> ofAnalysed(node).stream()).findFirst();
    }

    private static Optional<String> ofParsed(TreeNode<?> node, Set<String> known) {
        if (node instanceof Command || node instanceof ParsedStatement) {
            return Optional.of("is no query (" + node.nodeName() + "), a source file holds SELECT only");
        }
        if (node instanceof UnresolvedRelation relation) {
            List<String> parts = asJava(relation.multipartIdentifier());
            if (parts.size() != 1 || !known.contains(parts.get(0))) {
                return Optional.of("reads " + String.join(".", parts)
                        + ", which is no feed of the source; its feeds are " + String.join(", ", known));
            }
        }
        if (node instanceof UnresolvedTableValuedFunction function) {
            String name = String.join(".", asJava(function.name())).toLowerCase(Locale.ROOT);
            if (!TABLE_FUNCTIONS.contains(name)) {
                return Optional.of("reads the table function " + name + ", a source's SQL reads its feeds only");
            }
        }
        if (node instanceof UnresolvedFunction function) {
            return refusedFunction(String.join(".", asJava(function.nameParts())));
        }
        return Optional.empty();
    }

    private static Optional<String> ofAnalysed(TreeNode<?> node) {
        if (node instanceof Cast cast
                && cast.dataType() instanceof DatetimeType
                && cast.child() instanceof Literal literal
                && CLOCK_WORDS.contains(String.valueOf(literal.value()).strip().toLowerCase(Locale.ROOT))) {
            return Optional.of("reads the clock by the word " + literal.value());
        }
        if (node instanceof Expression expression && !(node instanceof PlanExpression<?>)) {
            Optional<String> refused = refusedFunction(expression.prettyName());
            if (refused.isEmpty()
                    && asJava(expression.children()).stream().allMatch(Expression::deterministic)
                    && !expression.deterministic()) {
                return Optional.of("calls " + expression.prettyName() + ", whose result is not the same every time");
            }
            return refused;
        }
        return Optional.empty();
    }

    private static Optional<String> refusedFunction(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return FUNCTIONS.contains(plain) || plain.startsWith("current_")
                ? Optional.of(
                        "calls " + plain
                                + ", a source's SQL may not depend on the clock, on chance, on Java code or on how rows are laid out")
                : Optional.empty();
    }

    /** Every node of a plan: its operators, their expressions, and those of subqueries. */
    static List<TreeNode<?>> nodes(LogicalPlan plan) {
        List<TreeNode<?>> found = new ArrayList<>();
        collect(plan, found);
        return found;
    }

    private static void collect(TreeNode<?> node, List<TreeNode<?>> found) {
        found.add(node);
        if (node instanceof PlanExpression<?> subquery) {
            collect((TreeNode<?>) subquery.plan(), found);
        }
        for (Object child : asJava(node.children())) {
            collect((TreeNode<?>) child, found);
        }
        if (node instanceof UnresolvedWith with) {
            asJava(with.cteRelations()).forEach(relation -> collect(relation._2(), found));
        }
        if (node instanceof LogicalPlan plan) {
            asJava(plan.expressions()).forEach(expression -> collect(expression, found));
        }
    }

    private RefusedSql() {}
}
