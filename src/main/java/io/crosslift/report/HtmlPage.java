package io.crosslift.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crosslift.report.Numbers.Column;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The report as one HTML file. Its text and tables need no script; charts are drawn by D3, which lies inside the file, as SVG in the
 * colours of the page.
 */
final class HtmlPage {
    /** From the jar of the charting library; the version is that of pom.xml. */
    private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/dist/d3.min.js";

    private static final Set<String> ANSWERS = Set.of("credit", "incremental", "experiments", "recurring", "offers");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Report report;
    private final StringBuilder page = new StringBuilder();
    private final Set<String> defined = new TreeSet<>();

    HtmlPage(Report report) {
        this.report = report;
    }

    String text() {
        head();
        cards();
        report.sections().forEach(this::section);
        definitions();
        foot();
        return page.toString();
    }

    private void head() {
        ReportRun run = report.run();
        String title = "Cross-sell and up-sell, as of " + Wording.day(run.asOf());
        add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        add("<meta name=\"color-scheme\" content=\"light dark\">\n");
        add("<title>" + escaped(title) + " – " + escaped(run.source()) + "</title>\n");
        add("<link rel=\"icon\" href=\"data:,\">\n<style>\n" + resource("report.css") + "</style>\n</head>\n<body>\n");
        add("<a class=\"skip\" href=\"#main\">Skip to the findings</a>\n");
        add("<header>\n<p class=\"source\">" + escaped(run.source()) + "</p>\n<h1>" + escaped(title) + "</h1>\n");
        add(
                "<p class=\"purpose\">Which touches and offers made existing customers buy more, and how much of that would have"
                        + " happened anyway.</p>\n");
        add("<nav aria-label=\"Contents\"><ul>\n");
        report.sections()
                .forEach(section ->
                        add("<li><a href=\"#" + section.id() + "\">" + escaped(section.title()) + "</a></li>\n"));
        add("</ul></nav>\n</header>\n<main id=\"main\">\n");
    }

    private void cards() {
        if (report.cards().isEmpty()) {
            return;
        }
        add(
                "<section aria-labelledby=\"headline\" class=\"headline\">\n<h2 id=\"headline\">In short</h2>\n<ul class=\"cards\">\n");
        for (Card card : report.cards()) {
            add("<li class=\"card\"><p class=\"label\">" + term(card.label(), card.metric()) + "</p><p class=\"value\">"
                    + escaped(card.value()) + "</p><p class=\"movement\">" + escaped(card.movement()) + "</p>"
                    + spark(card) + "</li>\n");
        }
        add("</ul>\n");
        inShort();
        add("</section>\n");
    }

    /** The first sentence of each section that answers what the page promises. */
    private void inShort() {
        List<Section> answers = report.sections().stream()
                .filter(section ->
                        ANSWERS.contains(section.id()) && !section.sentences().isEmpty())
                .toList();
        add("<ul class=\"findings\">\n");
        answers.forEach(section -> add("<li>" + escaped(section.sentences().get(0)) + " <a href=\"#" + section.id()
                + "\" aria-label=\"More: " + escaped(section.title()) + "\">more</a></li>\n"));
        add("</ul>\n");
    }

    private String spark(Card card) {
        if (card.series().size() < 3) {
            return "";
        }
        Chart chart = new Chart(
                "spark",
                card.label() + ", the last " + card.series().size() + " months",
                "",
                List.of(Map.of("values", card.series())));
        return plot(chart);
    }

    private void section(Section section) {
        add("<section id=\"" + section.id() + "\" aria-labelledby=\"" + section.id() + "-title\">\n<h2 id=\""
                + section.id() + "-title\">" + escaped(section.title()) + "</h2>\n");
        List<String> sentences = section.sentences();
        if (sentences.size() > 4) {
            add("<p class=\"lead\">" + escaped(sentences.get(0)) + "</p>\n<ul class=\"findings\">\n");
            sentences.stream().skip(1).forEach(sentence -> add("<li>" + escaped(sentence) + "</li>\n"));
            add("</ul>\n");
        } else {
            sentences.forEach(sentence -> add("<p class=\"lead\">" + escaped(sentence) + "</p>\n"));
        }
        section.figures().forEach(this::figure);
        add("</section>\n");
    }

    private void figure(Figure figure) {
        add("<figure>\n<figcaption>" + escaped(figure.caption()) + "</figcaption>\n");
        Chart chart = figure.chart();
        if (chart == null) {
            boolean many = figure.numbers().rows().size() > 8;
            add(many ? "<details><summary>" + figure.numbers().rows().size() + " rows</summary>\n" : "");
            numbers(figure);
            add(many ? "</details>\n" : "");
        } else {
            add(plot(chart));
            add("\n<details><summary>The numbers</summary>\n");
            numbers(figure);
            add("</details>\n");
        }
        add("</figure>\n");
    }

    private static String plot(Chart chart) {
        return "<div class=\"plot " + chart.kind() + "\" role=\"img\" aria-label=\"" + escaped(chart.name())
                + "\" data-kind=\"" + chart.kind() + "\" data-axis=\"" + escaped(chart.axis())
                + "\"><script type=\"application/json\">" + json(chart.points()) + "</script></div>";
    }

    private void numbers(Figure figure) {
        List<Column> columns = figure.numbers().columns();
        add("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + escaped(figure.caption())
                + ", as a table\">\n<table>\n<thead><tr>");
        columns.forEach(column -> add("<th scope=\"col\"" + (column.isNumber() ? " class=\"number\"" : "") + ">"
                + term(column.heading(), column.metric()) + "</th>"));
        add("</tr></thead>\n<tbody>\n");
        for (List<String> row : figure.numbers().rows()) {
            add("<tr><th scope=\"row\">" + escaped(row.get(0)) + "</th>");
            for (int i = 1; i < row.size(); i++) {
                add("<td" + (columns.get(i).isNumber() ? " class=\"number\"" : "") + ">" + escaped(row.get(i))
                        + "</td>");
            }
            add("</tr>\n");
        }
        add("</tbody>\n</table>\n</div>\n");
    }

    /** A label that shows its definition when it is pointed at or focused, and leads to it. */
    private String term(String label, String metric) {
        String id = report.definitions().containsKey(metric) ? metric : "recurring_" + metric;
        Report.Definition definition = report.definitions().get(id);
        if (definition == null) {
            return escaped(label);
        }
        defined.add(id);
        return "<a class=\"term\" href=\"#metric-" + escaped(id) + "\" data-definition=\""
                + escaped(definition.name() + ": " + definition.formula()) + "\">" + escaped(label) + "</a>";
    }

    private void definitions() {
        if (defined.isEmpty()) {
            return;
        }
        add(
                "<section id=\"definitions\" aria-labelledby=\"definitions-title\">\n<h2 id=\"definitions-title\">Definitions</h2>\n<dl>\n");
        for (String metric : defined) {
            Report.Definition definition = report.definitions().get(metric);
            if (definition != null) {
                add("<dt id=\"metric-" + escaped(metric) + "\">" + escaped(definition.name()) + "</dt><dd>"
                        + escaped(definition.formula()) + " <span class=\"unit\">" + escaped(definition.unit()) + ", "
                        + escaped(definition.table()) + "</span></dd>\n");
            }
        }
        add("</dl>\n</section>\n");
    }

    private void foot() {
        ReportRun run = report.run();
        add("</main>\n<footer>\n<p>Run " + escaped(run.runId()) + ", finished " + MINUTE.format(run.finishedAt())
                + ". Crosslift " + escaped(run.codeVersion()) + ", settings " + escaped(run.settingsHash())
                + ". Money in " + escaped(run.currency()) + ".</p>\n");
        add(
                "<p>Each number stands in the kpi tables of that run; ratios are recomputed from sums, never averaged. Charts by"
                        + " D3 (ISC licence), inside this file.</p>\n</footer>\n");
        script(resource(D3));
        script(resource("report.js"));
        add("</body>\n</html>\n");
    }

    private void script(String code) {
        add("<script>\n" + code.replace("</script", "<\\/script") + "\n</script>\n");
    }

    private void add(String html) {
        page.append(html);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("chart points are no JSON", e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name + " of the report, build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
