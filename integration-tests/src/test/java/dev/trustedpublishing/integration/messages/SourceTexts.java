package dev.trustedpublishing.integration.messages;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Collects the strings of one source file that a person may read, in the order of the source. What
 * is concatenated is one text, with {@code {}} for each value.
 */
final class SourceTexts extends TreeScanner<Void, String> {
  /** Two words. Whatever looks like a sentence counts, wherever it is passed to. */
  private static final Pattern WORDS = Pattern.compile("[\\p{L}{}'`\"\\d][,.:]?\\s+[\\p{L}{}'`\"]");

  private static final Pattern LETTER = Pattern.compile("\\p{L}");

  /** The parts of a problem, with the label that it is printed with. Even one word counts. */
  private static final Map<String, String> PARTS =
      Map.of("found", "Found: ", "expected", "Expected: ", "remedy", "Fix: ");

  private static final Set<String> PRINTERS = Set.of("print", "println", "printf");

  /** Annotations whose strings are not for people. */
  private static final Set<String> SILENT = Set.of("API", "SuppressWarnings");

  private final List<String> texts = new ArrayList<>();

  private SourceTexts() {}

  /** Returns the strings of each source, by its full name. */
  static SortedMap<String, List<String>> of(Iterable<? extends JavaFileObject> sources)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
    SortedMap<String, List<String>> texts = new TreeMap<>();
    for (CompilationUnitTree unit : task.parse()) {
      SourceTexts scanner = new SourceTexts();
      scanner.scan(unit, "");
      texts.put(nameOf(unit), scanner.texts);
    }
    return texts;
  }

  private static String nameOf(CompilationUnitTree unit) {
    String path = unit.getSourceFile().getName();
    String file = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
    return unit.getPackageName() == null ? file : unit.getPackageName() + "." + file;
  }

  @Override
  public Void visitAnnotation(AnnotationTree annotation, String label) {
    return SILENT.contains(annotation.getAnnotationType().toString())
        ? null
        : super.visitAnnotation(annotation, "");
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, String label) {
    scan(call.getMethodSelect(), "");
    String name = name(call.getMethodSelect());
    boolean isText = PARTS.containsKey(name) || PRINTERS.contains(name);
    for (ExpressionTree argument : call.getArguments()) {
      if (!isText || !add(argument, PARTS.getOrDefault(name, ""), LETTER)) {
        scan(argument, "");
      }
    }
    return null;
  }

  @Override
  public Void visitNewClass(NewClassTree creation, String label) {
    boolean isText = creation.getIdentifier().toString().endsWith("Exception");
    for (ExpressionTree argument : creation.getArguments()) {
      if (!isText || !add(argument, "", LETTER)) {
        scan(argument, "");
      }
    }
    return scan(creation.getClassBody(), "");
  }

  @Override
  public Void visitBinary(BinaryTree binary, String label) {
    return add(binary, label, WORDS) ? null : super.visitBinary(binary, label);
  }

  @Override
  public Void visitLiteral(LiteralTree literal, String label) {
    add(literal, label, WORDS);
    return null;
  }

  /** Adds a text, and the strings in its values; returns whether it was one. */
  private boolean add(ExpressionTree expression, String label, Pattern needed) {
    List<ExpressionTree> parts = new ArrayList<>();
    flatten(expression, parts);
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(isString(part) ? value(part) : "{}"));
    if (parts.stream().noneMatch(SourceTexts::isString)
        || !LETTER.matcher(text).find()
        || !needed.matcher(text).find()) {
      return false;
    }
    texts.add(label + text);
    parts.stream().filter(part -> !isString(part)).forEach(part -> scan(part, ""));
    return true;
  }

  private static void flatten(ExpressionTree expression, List<ExpressionTree> parts) {
    if (expression instanceof BinaryTree sum && sum.getKind() == Kind.PLUS) {
      flatten(sum.getLeftOperand(), parts);
      flatten(sum.getRightOperand(), parts);
    } else if (expression instanceof ParenthesizedTree group
        && group.getExpression() instanceof BinaryTree) {
      flatten(group.getExpression(), parts);
    } else {
      parts.add(expression);
    }
  }

  private static boolean isString(Tree tree) {
    return tree instanceof LiteralTree literal && literal.getValue() instanceof String;
  }

  private static String value(Tree literal) {
    return (String) ((LiteralTree) literal).getValue();
  }

  private static String name(Tree select) {
    if (select instanceof MemberSelectTree member) {
      return member.getIdentifier().toString();
    }
    return select instanceof IdentifierTree identifier ? identifier.getName().toString() : "";
  }
}
