package dev.pylon.e2e.deploy;

import java.io.IOException;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** How the poms say that a service's image is made. */
record ImageDefinition(String name, String version, Class<?> mainClass, int port, String user) {
    static ImageDefinition of(String service) {
        Document root = read(Deploy.ROOT.resolve("pom.xml"));
        Document module = read(Deploy.ROOT.resolve(service).resolve("pom.xml"));
        String jib = "//plugin[artifactId='jib-maven-plugin']";
        if (text(module, "//profile[id='images']" + jib + "/artifactId").isEmpty()) {
            throw new AssertionError(service + " has no image in its profile images");
        }
        try {
            return new ImageDefinition(
                    text(root, "/project/properties/images.prefix") + "/" + service,
                    text(root, "/project/version"),
                    Class.forName(text(module, "/project/properties/images.mainClass")),
                    Integer.parseInt(text(module, "/project/properties/images.port")),
                    text(root, jib + "/configuration/container/user"));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Document read(Path pom) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(pom.toString(), e);
        }
    }

    private static String text(Document document, String path) {
        try {
            return XPathFactory.newDefaultInstance().newXPath().evaluate(path, document).strip();
        } catch (XPathExpressionException e) {
            throw new AssertionError(path, e);
        }
    }
}
