import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS and YARN with two node managers, in one JVM on loopback. Writes their configuration into the folder CONF, the file
 * {@code ready} last, and ends when its input does.
 *
 * <p>Usage: java -cp ... MiniCluster.java CONF DATA
 */
public final class MiniCluster {
    private MiniCluster() {}

    public static void main(String[] arguments) throws Exception {
        Path settings = Path.of(arguments[0]);
        Configuration files = new Configuration();
        files.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, arguments[1]);
        MiniDFSCluster hdfs = new MiniDFSCluster.Builder(files).numDataNodes(1).build();
        hdfs.waitActive();
        String root = hdfs.getURI().toString();

        YarnConfiguration queues = new YarnConfiguration();
        queues.set("fs.defaultFS", root);
        queues.set("yarn.scheduler.capacity.root.queues", "default");
        queues.set("yarn.scheduler.capacity.root.default.capacity", "100");
        queues.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        queues.setInt("yarn.scheduler.minimum-allocation-mb", 256);
        // A disk that is nearly full elsewhere is no reason to refuse work here.
        queues.setFloat("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
        queues.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        MiniYARNCluster yarn = new MiniYARNCluster("crosslift", 2, 1, 1);
        yarn.init(queues);
        yarn.start();

        Configuration written = new Configuration(yarn.getConfig());
        written.set("fs.defaultFS", root);
        // Its own class of this name lies in the cluster's jars alone.
        written.set("net.topology.node.switch.mapping.impl", "org.apache.hadoop.net.ScriptBasedMapping");
        for (String name : new String[] {"yarn-site.xml", "core-site.xml"}) {
            try (OutputStream out = Files.newOutputStream(settings.resolve(name))) {
                written.writeXml(out);
            }
        }
        Files.writeString(settings.resolve("ready"), root);
        while (System.in.read() >= 0) {}
        System.exit(0);
    }
}
