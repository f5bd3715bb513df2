import { double, listed } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const spring: RecipeWriter = {
  title: 'Spring Boot: a `CorsFilter` before all other filters',
  language: 'java',
  link: 'https://docs.spring.io/spring-framework/reference/web/webmvc-cors.html#mvc-cors-filter',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      'import java.util.List;',
      'import org.springframework.boot.web.servlet.FilterRegistrationBean;',
      'import org.springframework.context.annotation.Bean;',
      'import org.springframework.context.annotation.Configuration;',
      'import org.springframework.core.Ordered;',
      'import org.springframework.web.cors.CorsConfiguration;',
      'import org.springframework.web.cors.UrlBasedCorsConfigurationSource;',
      'import org.springframework.web.filter.CorsFilter;',
      '',
      '@Configuration',
      'class CorsConfig {',
      '    @Bean',
      '    FilterRegistrationBean<CorsFilter> corsFilter() {',
      '        CorsConfiguration cors = new CorsConfiguration();',
      `        cors.setAllowedOrigins(List.of(${listed(origins, double)}));`,
      `        cors.setAllowedMethods(List.of(${listed(methods, double)}));`,
      headers.length > 0 && `        cors.setAllowedHeaders(List.of(${listed(headers, double)}));`,
      credentials && '        cors.setAllowCredentials(true);',
      exposed.length > 0 && `        cors.setExposedHeaders(List.of(${listed(exposed, double)}));`,
      maxAge !== null && `        cors.setMaxAge(${maxAge}L);`,
      '        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();',
      '        source.registerCorsConfiguration("/**", cors);',
      '        FilterRegistrationBean<CorsFilter> bean = new FilterRegistrationBean<>(new CorsFilter(source));',
      '        // Before Spring Security, which would refuse a preflight.',
      '        bean.setOrder(Ordered.HIGHEST_PRECEDENCE);',
      '        return bean;',
      '    }',
      '}',
    ),
    notes: [
      'Remove `@CrossOrigin` and other CORS settings, Spring Security’s too: the filter is enough, and sets `Vary` itself.',
      'Spring answers 403 to a CORS request from an origin that is not listed, or with a method that is not, so list every method that pages use.',
    ],
  }),
};
